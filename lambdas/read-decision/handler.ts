// Approve goes on; reject, silence and an abort end the run with their own names.
import { type Decision, keys } from '../../domain/control-records.ts'
import { DecisionExpired, OperatorAborted, Rejected } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { readDecision } from './contract.ts'

export const run = implement(readDecision, { store: controlStore }, async ({ title }, { store, run, step }) => {
  const operator = await store.operatorSays()
  if (operator?.action === 'abort') throw new OperatorAborted(`${operator.by}: ${operator.reason}`)

  const asked = await store.read<{ approvalId: string }>(keys.asked(run.id, step))
  const decided = asked && (await store.read<Decision>(keys.decision(run.id, asked.value.approvalId)))
  if (!decided) {
    throw new DecisionExpired(`"${title}": nobody decided in time; silence means stop`)
  }
  const { verdict, by, reason } = decided.value
  if (verdict === 'reject') throw new Rejected(`"${title}" was rejected by ${by.join(', ')}: ${reason}`)
  return { by: [...by], reason }
})

export const handler = asLambda(run)
