// Every other service: the engine's owner carries it out.
import { TaskFailure } from '../errors.ts'
import { admit } from '../json.ts'
import type { Carry } from './call.ts'

export const callIntegration: Carry = async (call, settle) => {
  const { visit, resource, roleArn } = call
  const { execution, around } = visit.branch.running
  const { integration } = around.hooks
  if (integration === undefined) throw new TaskFailure('States.TaskFailed', `${resource.arn} is not simulated`)
  const result = await integration({
    resource: resource.arn,
    arguments: call.arguments,
    stateName: visit.state.name,
    executionArn: execution.arn,
    roleArn,
    token: visit.token,
    attempt: visit.retries,
  })
  if (resource.pattern !== 'token') return admit(result)
  settle.submitted(admit(result))
  return undefined
}
