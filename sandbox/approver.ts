// The person at the keyboard in a rehearsal: hears of a question on the topic, thinks, and answers through `decide`.

import { toInstant } from '../domain/instant.ts'
import { shortName } from '../domain/run.ts'
import { functionName } from '../lambdas/permissions.ts'
import type { Json } from './engine/index.ts'
import type { Approving } from './rehearsal.ts'
import type { World } from './world/world.ts'

/** Somebody else than who asked for the run. */
const APPROVER = 'lead@example.com'

interface Question {
  readonly kind: string
  readonly approvalId?: string
}

/** Every message on the topic; questions are answered as the rehearsal was told. */
export function answerQuestions(world: World, approving: Approving, messages: string[]): void {
  const { region, platform, clock, functions } = world
  region.sns.subscribe(platform.muster.topic, ({ message }) => {
    messages.push(message)
    const { kind, approvalId } = JSON.parse(message) as Question
    if (kind !== 'decision-needed' || approvalId === undefined || approving.kind === 'never') return
    const verdict = approving.kind === 'reject' ? 'reject' : 'approve'
    const wait = approving.kind === 'approve' ? approving.afterSeconds : 60
    clock.after(wait * 1000, () =>
      functions.invoke(
        functionName({ name: 'decide' }, platform, 'recover'),
        decision({ approvalId, verdict, now: clock.now() }),
      ),
    )
  })
}

function decision({ approvalId, verdict, now }: { approvalId: string; verdict: string; now: number }): Json {
  const run = {
    id: `decision-${shortName(approvalId)}`,
    scenario: 'none',
    mode: 'recover',
    startedAt: toInstant(now),
    executionArn: 'none',
  }
  const reason = verdict === 'approve' ? 'facts read and accepted' : 'not now'
  return { run, step: 'decide', input: { approvalId, verdict, by: APPROVER, reason, requesterMayApprove: false } }
}
