// The id that people see is opaque; the token never leaves the control bucket.
import { type Approval, keys } from '../../domain/control-records.ts'
import { ContractBroken, OperatorAborted } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { topic } from '../gateways/topic.ts'
import { implement } from '../implement.ts'
import { requestDecision } from './contract.ts'

export const run = implement(requestDecision, { store: controlStore, topic }, async (input, tools) => {
  const { store, topic, environment, clock, run, step, token } = tools
  if (!token) throw new ContractBroken('request-decision was called without a task token')
  const { title, facts, within, requestedBy } = input
  const id = environment.opaqueId()
  const now = clock.now()
  const expiresAt = toInstant(now + within * 1000)
  const approval: Approval = { id, run, step, title, facts, requestedBy, askedAt: toInstant(now), expiresAt, token }
  await store.write(keys.approval(id), approval)
  await store.write(keys.asked(run.id, step), { approvalId: id, requestedBy, expiresAt })
  // An abort looks for questions after it is written: one that came before this question was stored has not found it.
  const operator = await store.operatorSays()
  if (operator?.action === 'abort') throw new OperatorAborted(`${operator.by}: ${operator.reason}`)
  await topic.publish(input.topic, {
    subject: `Decision needed: ${title}`,
    message: {
      kind: 'decision-needed',
      run: run.id,
      scenario: run.scenario,
      mode: run.mode,
      approvalId: id,
      title,
      facts,
      expiresAt,
    },
  })
  return { approvalId: id }
})

export const handler = asLambda(run)
