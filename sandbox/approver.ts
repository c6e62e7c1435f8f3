// The person at the keyboard in a rehearsal: hears of a question on the topic, thinks, and answers through `decide`.

import { toInstant } from '../domain/instant.ts'
import { shortName } from '../domain/run.ts'
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
}

/** Every message on the topic; questions are answered as the rehearsal was told. */
export function answerQuestions(world: World, approving: Approving, messages: string[]): void {
  const { region, platform, clock } = world
  region.sns.subscribe(platform.muster.topic, ({ message }) => {
    messages.push(message)
    const { kind, approvalId } = JSON.parse(message) as Question
    if (kind !== 'decision-needed' || approvalId === undefined || approving.kind === 'never') return
    const verdict = approving.kind === 'reject' ? 'reject' : 'approve'
    const wait = approving.kind === 'approve' ? approving.afterSeconds : 60
    clock.after(wait * 1000, () => decideInTheEnd(world, { approvalId, verdict }))
  })
}

/** Clicks again when the answer was an error, and gives up after a while: then the question expires. */
async function decideInTheEnd(world: World, decision: Decision): Promise<void> {
  for (let click = 1; click <= CLICKS; click++) {
    try {
      await decideOn(world, decision)
      return
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error
      await world.clock.sleep(BETWEEN_CLICKS)
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
export function decideOn({ platform, clock, functions }: World, { approvalId, verdict, by }: Decision): Promise<Json> {
  const run = {
    id: `decision-${shortName(approvalId)}`,
    scenario: 'none',
    mode: 'recover',
    startedAt: toInstant(clock.now()),
    executionArn: 'none',
  }
  const reason = verdict === 'approve' ? 'facts read and accepted' : 'not now'
  const input = { approvalId, verdict, by: by ?? APPROVER, reason, requesterMayApprove: false }
  return functions.invoke(functionName({ name: 'decide' }, platform, 'recover'), { run, step: 'decide', input })
}
