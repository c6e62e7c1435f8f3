// Approve goes on; reject, silence and an abort end the run with their own names.
import { type Asked, type Decision, keys } from '../../domain/control-records.ts'
import { DecisionExpired, OperatorAborted, Rejected } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { readDecision } from './contract.ts'

export const run = implement(readDecision, { store: controlStore }, async ({ title }, { store, run, step, clock }) => {
  const operator = await store.operatorSays()
  if (operator?.action === 'abort') throw new OperatorAborted(`${operator.by}: ${operator.reason}`)

  const asked = await store.read<Asked>(keys.asked(run.id, step))
  const decided = asked && (await store.read<Decision>(keys.decision(run.id, asked.value.approvalId)))
  if (!decided) {
    const inTime = asked && clock.now() < toMillis(asked.value.expiresAt)
    const why = inTime ? 'the run was woken without a decision on record' : 'nobody decided in time'
    throw new DecisionExpired(`"${title}": ${why}; silence means stop`)
  }
  const { verdict, by, reason } = decided.value
  if (verdict === 'reject') throw new Rejected(`"${title}" was rejected by ${by.join(', ')}: ${reason}`)
  return { by: [...by], reason }
})

export const handler = asLambda(run)
