// The person at the keyboard in a rehearsal: hears of a question on the topic, thinks, and answers through `decide`.

import type { Action } from '../domain/decisions.ts'
import type { Who } from '../domain/who.ts'
import { functionName } from '../lambdas/permissions.ts'
import { type Json, TaskFailure } from './engine/index.ts'
import type { Approving } from './rehearsal.ts'
import type { World } from './world/world.ts'

/** Somebody else than who asked for the run. */
const APPROVER = 'lead@example.com'
const CLICKS = 5
/** Milliseconds. */
const BETWEEN_CLICKS = 30_000

interface Question {
  readonly kind: string
  readonly approvalId?: string
  readonly run?: string
}

/** Every message on the topic; questions are answered as the rehearsal was told. */
export function answerQuestions(world: World, approving: Approving, messages: string[]): void {
  const { region, platform, clock } = world
  region.sns.subscribe(platform.muster.topic, ({ message }) => {
    messages.push(message)
    const { kind, run, approvalId } = JSON.parse(message) as Question
    if (kind !== 'decision-needed' || approving.kind === 'never') return
    if (run === undefined || approvalId === undefined) return
    const verdict = approving.kind === 'reject' ? 'reject' : 'approve'
    const wait = approving.kind === 'approve' ? approving.afterSeconds : 60
    clock.after(wait * 1000, () => inTheEnd(world, () => decideOn(world, run, { approvalId, verdict })))
  })
}

/** Clicks again when the answer was an error, and gives up after a while: then the question expires, or nobody is heard. */
async function inTheEnd({ clock }: World, click: () => Promise<Json>): Promise<void> {
  for (let clicks = 1; clicks <= CLICKS; clicks++) {
    try {
      await click()
      return
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error
      await clock.sleep(BETWEEN_CLICKS)
    }
  }
}

export interface Decision {
  readonly approvalId: string
  readonly verdict: 'approve' | 'reject'
  /** Who decides; somebody other than who asked for the run when absent. */
  readonly by?: string
}

/** Answers a question through the deployed `decide`. Resolves with what it says, rejects with a TaskFailure. */
export function decideOn(world: World, runId: string, { approvalId, verdict, by = APPROVER }: Decision): Promise<Json> {
  const reason = verdict === 'approve' ? 'facts read and accepted' : 'not now'
  return tell(world, runId, { action: verdict, approvalId, reason, by: { kind: 'iam', id: by } })
}

export interface Telling {
  readonly action: Action
  readonly approvalId?: string | null
  readonly reason: string
  readonly by: Who
}

/** Says something to a run through the deployed `decide`, as the API and chat do. */
export function tell(
  { platform, functions }: World,
  runId: string,
  { by, approvalId = null, ...said }: Telling,
): Promise<Json> {
  const name = functionName({ name: 'decide' }, platform, 'recover')
  return functions.invoke(name, { runId, by, word: { ...said, approvalId } } as Json)
}

/** The same, said again when the answer was an error. */
export const tellInTheEnd = (world: World, runId: string, telling: Telling): Promise<void> =>
  inTheEnd(world, () => tell(world, runId, telling))
