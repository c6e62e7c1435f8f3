// One rehearsal of a sweep, in a short world: the calm run that is listened to, or a run with one misfortune.

import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { RehearsalRequest } from '../rehearsal.ts'
import { handlersOf, scenarioNamed } from '../rehearse.ts'
import { type Stage, setStage } from '../stage.ts'
import type { Supervision } from '../supervisor.ts'

export interface Subject {
  readonly scenario: string
  readonly mode: Mode
  readonly platform: Platform
  /** Fields of the request that replace what the disaster proposes, such as the source of the restore. */
  readonly input: Readonly<Record<string, unknown>>
  readonly seed: string
}

/** The shortest window that a request may ask for: what happens in it is the same as in half an hour. */
const SHORT_WINDOW = { commitWindowMinutes: 5 }

export async function stageFor(subject: Subject, supervision: Supervision = {}): Promise<Stage> {
  const { scenario: name, mode, platform, input, seed } = subject
  const scenario = scenarioNamed(name)
  const request: RehearsalRequest = {
    scenario: name,
    mode,
    seed,
    platform,
    input: { ...(mode === 'recover' && SHORT_WINDOW), ...input },
    approving: { kind: 'approve', afterSeconds: 5 },
    faults: [],
  }
  const handlers = await handlersOf(scenario, mode)
  return setStage({ request, scenario, handlers, ideal: false, quick: true, supervision })
}
