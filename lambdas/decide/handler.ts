// Checks who may decide, writes the decision once, then wakes the waiting step.
import { type Approval, type Decision, keys } from '../../domain/control-records.ts'
import { toInstant, toMillis } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { type ControlStore, controlStore } from '../gateways/control-store.ts'
import { executions } from '../gateways/executions.ts'
import { implement } from '../implement.ts'
import { decide } from './contract.ts'

interface Asked {
  readonly approvalId: string
  readonly requestedBy: string | null
  readonly expiresAt: string
  /** The first of two approvers, when two are needed. */
  readonly firstApprover?: string
}

export const run = implement(
  decide,
  { store: controlStore, executions },
  async (input, { store, executions, clock }) => {
    const { approvalId, verdict, by, reason } = input
    const found = await store.read<Approval>(keys.approval(approvalId))
    if (!found) return { outcome: 'unknown', message: `there is no question with the id ${approvalId}` }
    const { run: waiting, step, requestedBy, expiresAt, token } = found.value
    const decided = await store.read<Decision>(keys.decision(waiting.id, approvalId))
    if (decided) {
      // Whoever decided may have been cut off before the run was woken; waking it twice does no harm.
      await executions.wake(token)
      return { outcome: 'already-decided', message: summary(decided.value) }
    }
    const asked = await store.read<Asked>(keys.asked(waiting.id, step))
    if (asked?.value.approvalId !== approvalId) {
      return { outcome: 'expired', message: 'the question was asked again: answer the newer one' }
    }
    if (clock.now() > toMillis(expiresAt))
      return { outcome: 'expired', message: `the question expired at ${expiresAt}` }

    const approvers =
      verdict === 'reject'
        ? [by]
        : await approversSoFar({ store, approval: found.value, by, mayOwn: input.requesterMayApprove })
    if (approvers === 'own')
      return { outcome: 'not-yours', message: `${requestedBy} requested this run and may not approve it` }
    if (approvers === 'first')
      return { outcome: 'needs-another-approver', message: 'the requester is not known: a second person must approve' }
    const decision: Decision = { approvalId, verdict, by: approvers, reason, at: toInstant(clock.now()) }
    const written = await store.write(keys.decision(waiting.id, approvalId), decision, { onlyNew: true })
    if (!written) return { outcome: 'already-decided', message: 'somebody else decided first' }
    const awake = await executions.wake(token)
    return awake
      ? { outcome: 'recorded', message: summary(decision) }
      : { outcome: 'expired', message: 'the run no longer waits for this decision' }
  },
)

interface Approving {
  readonly store: ControlStore
  readonly approval: Approval
  readonly by: string
  readonly mayOwn: boolean
}

/** Everybody who approved, when that is enough; `own` when it is the requester, `first` when another is needed. */
async function approversSoFar({
  store,
  approval,
  by,
  mayOwn,
}: Approving): Promise<readonly string[] | 'own' | 'first'> {
  const { requestedBy, run, step } = approval
  if (requestedBy !== null) return requestedBy === by && !mayOwn ? 'own' : [by]
  const key = keys.asked(run.id, step)
  const asked = await store.read<Asked>(key)
  const first = asked?.value.firstApprover
  if (first !== undefined && first !== by) return [first, by]
  if (first === undefined && asked)
    await store.write(key, { ...asked.value, firstApprover: by }, { onlyIf: asked.etag })
  return 'first'
}

const summary = ({ verdict, by, at }: Decision): string =>
  `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by.join(' and ')} at ${at}`

export const handler = asLambda(run)
