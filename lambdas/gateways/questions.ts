// Questions that runs ask people: who may answer, once, by enough of them; and waking who waits.
import type { Approval, Asked, Decision } from '../../domain/control-records.ts'
import { keys } from '../../domain/control-records.ts'
import type { Answered, DecisionRequest } from '../../domain/decisions.ts'
import { toInstant, toMillis } from '../../domain/instant.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { controlStore } from './control-store.ts'
import { executions } from './executions.ts'

type Verdict = Decision['verdict']

interface Answering {
  readonly runId: string
  readonly approvalId: string
  readonly verdict: Verdict
  readonly by: string
  readonly reason: string
}

export type Questions = ReturnType<typeof questions>

export function questions(environment: Environment, caller: Caller) {
  const store = controlStore(environment, caller)
  const { wake } = executions(environment)
  const now = () => environment.clock.now()

  /** Somebody's answer to a question of the run. The first one that is enough stands. */
  async function answer(asked: Answering): Promise<Answered> {
    const { runId, approvalId } = asked
    const approval = (await store.read<Approval>(keys.approval(approvalId)))?.value
    // A question of another run is no question here: its id proves nothing.
    if (approval?.run.id !== runId) return unknown(asked)
    const decided = await store.read<Decision>(keys.decision(runId, approvalId))
    if (decided) {
      // Whoever decided may have been cut off before the run was woken; waking it twice does no harm.
      await wake(approval.token)
      return { outcome: 'already-decided', message: summary(decided.value) }
    }
    const latest = await store.read<Asked>(keys.asked(runId, approval.step))
    if (latest?.value.approvalId !== approvalId)
      return { outcome: 'expired', message: 'the question was asked again: answer the newer one' }
    if (now() > toMillis(approval.expiresAt))
      return { outcome: 'expired', message: `the question expired at ${approval.expiresAt}` }
    const approvers = asked.verdict === 'reject' ? [asked.by] : await approversSoFar(approval, asked.by)
    return typeof approvers === 'string' ? notYet(approvers, approval) : record(approval, asked, approvers)
  }

  async function record(approval: Approval, asked: Answering, by: readonly string[]): Promise<Answered> {
    const { approvalId, verdict, reason, runId } = asked
    const decision: Decision = { approvalId, verdict, by, reason, at: toInstant(now()) }
    const key = keys.decision(runId, approvalId)
    await store.write(key, decision, { onlyNew: true })
    // What stands is what counts: this decision, perhaps written by an attempt whose answer was lost, or another's.
    const stands = (await store.read<Decision>(key))?.value ?? decision
    const awake = await wake(approval.token)
    if (stands.by.join() !== by.join() || stands.verdict !== verdict)
      return { outcome: 'already-decided', message: summary(stands) }
    return awake
      ? { outcome: 'recorded', message: summary(stands) }
      : { outcome: 'expired', message: 'the run no longer waits for this decision' }
  }

  /** Everybody who approved, when that is enough; `own` when it is the requester, `first` when another is needed. */
  async function approversSoFar(approval: Approval, by: string): Promise<readonly string[] | 'own' | 'first'> {
    const { requestedBy, run, step, requesterMayApprove } = approval
    if (requestedBy !== null) return requestedBy === by && !requesterMayApprove ? 'own' : [by]
    const key = keys.asked(run.id, step)
    for (let attempt = 1; attempt <= 3; attempt++) {
      const asked = await store.read<Asked>(key)
      const first = asked?.value.firstApprover
      if (first !== undefined) return first === by ? 'first' : [first, by]
      // When another came first in this very moment, the two of them are enough.
      if (asked && (await store.write(key, { ...asked.value, firstApprover: by }, { onlyIf: asked.etag }))) break
    }
    return 'first'
  }

  /** Wakes every step of the run that waits for a person, so that it looks at what was said. Those that were answered wait no more. */
  async function wakeAll(runId: string): Promise<readonly string[]> {
    const woken = await Promise.all(
      (await store.list(keys.questions(runId))).map(async key => {
        const asked = await store.read<Asked>(key)
        const approval = asked && (await store.read<Approval>(keys.approval(asked.value.approvalId)))
        return approval && (await wake(approval.value.token)) ? [approval.value.title] : []
      }),
    )
    return woken.flat()
  }

  return { answer, wakeAll }
}

const unknown = ({ approvalId, runId }: Pick<Answering, 'approvalId'> & Pick<DecisionRequest, 'runId'>): Answered => ({
  outcome: 'unknown',
  message: `there is no question with the id ${approvalId} in ${runId}`,
})

const notYet = (why: 'own' | 'first', { requestedBy }: Approval): Answered =>
  why === 'own'
    ? { outcome: 'not-yours', message: `${requestedBy} asked for this run and may not approve it` }
    : {
        outcome: 'needs-another-approver',
        message: 'who asked for this run is not known: a second person must approve',
      }

const summary = ({ verdict, by, at }: Decision): string =>
  `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by.join(' and ')} at ${at}`
