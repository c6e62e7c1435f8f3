// The id that people see is opaque; the token never leaves the control bucket.
import { type Approval, type Asked, keys } from '../../domain/control-records.ts'
import { ContractBroken, OperatorAborted } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { events } from '../gateways/events.ts'
import { topic } from '../gateways/topic.ts'
import { implement } from '../implement.ts'
import { requestDecision } from './contract.ts'

export const run = implement(requestDecision, { store: controlStore, topic, events }, async (input, tools) => {
  const { store, topic, events, environment, clock, run, step, token } = tools
  if (!token) throw new ContractBroken('request-decision was called without a task token')
  const { title, facts, within, requestedBy, requesterMayApprove } = input
  const id = environment.opaqueId()
  const now = clock.now()
  const expiresAt = toInstant(now + within * 1000)
  const question = { step, title, facts, requestedBy, requesterMayApprove, askedAt: toInstant(now), expiresAt }
  await Promise.all([
    store.write(keys.approval(id), { ...question, id, run, token } satisfies Approval),
    store.write(keys.asked(run.id, step), { ...question, approvalId: id } satisfies Asked),
  ])
  // An abort looks for questions after it is written: one that came before this question was stored has not found it.
  const operator = await store.operatorSays()
  if (operator?.action === 'abort') throw new OperatorAborted(`${operator.by}: ${operator.reason}`)
  const published = topic.publish(input.topic, {
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
  await Promise.all([published, events.emit('Decision Needed', { approvalId: id, title, expiresAt })])
  return { approvalId: id }
})

export const handler = asLambda(run)
