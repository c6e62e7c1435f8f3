// Task: calls a Lambda function, starts another machine, or asks another service.
import type { Work } from '../definition/machine.ts'
import type { Source } from '../definition/source.ts'
import { StateError } from '../errors.ts'
import { after } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import { bytes, type Json } from '../json.ts'
import { recovering } from '../recover.ts'
import { checkSize, tooLarge } from '../run.ts'
import { attempt } from '../tasks/attempt.ts'
import type { Call, Carry } from '../tasks/call.ts'
import * as events from '../tasks/events.ts'
import { callIntegration } from '../tasks/integration.ts'
import { callFunction, invokeLambda } from '../tasks/lambda.ts'
import { type Resource, readResource } from '../tasks/resource.ts'
import { startExecution } from '../tasks/start-execution.ts'
import type { Visit } from '../visit.ts'
import { checkArguments, checkDeadlines, credentialsOf, deadlineOf } from './task-fields.ts'

const CARRIES: Readonly<Record<Resource['kind'], Carry>> = {
  function: callFunction,
  invoke: invokeLambda,
  execution: startExecution,
  other: callIntegration,
}

export function task(source: Source, next: string | undefined): Work {
  const resource = readResource(source)
  const flow = flowOf(source)
  const timeout = deadlineOf(source, 'TimeoutSeconds')
  const heartbeat = deadlineOf(source, 'HeartbeatSeconds')
  const credentials = credentialsOf(source)
  checkArguments(source, resource)
  checkDeadlines(source)
  return recovering(source, async visit => {
    if (resource === undefined) throw new Error(`${source.state} was not refused`)
    visit.token = resource.pattern === 'token' ? issueToken(visit) : undefined
    const parameters = await flow.work(visit)
    checkSize(visit.branch, parameters, source.state)
    const deadlines = { timeoutSeconds: await timeout(visit), heartbeatSeconds: await heartbeat(visit) }
    const roleArn = await credentials(visit)
    const { timeoutSeconds: timeoutInSeconds, heartbeatSeconds: heartbeatInSeconds } = deadlines
    events.scheduled(visit, resource, { parameters, timeoutInSeconds, heartbeatInSeconds, roleArn })
    events.started(visit, resource)
    const call = callOf({ visit, resource, parameters, roleArn })
    const result = await listening(call, attempt(call, CARRIES[resource.kind], deadlines))
    return after(flow.leave(visit, result, { result }), passage => ({ ...passage, next }))
  })
}

function issueToken({ branch, entered, retries }: Visit): string {
  const { execution, around } = branch.running
  return around.callbacks.issue(execution.arn, entered, retries)
}

interface Calling {
  readonly visit: Visit
  readonly resource: Resource
  readonly parameters: Json
  readonly roleArn: string | undefined
}

function callOf({ visit, resource, parameters, roleArn }: Calling): Call {
  return {
    visit,
    resource,
    arguments: parameters,
    roleArn: roleArn ?? visit.branch.running.execution.roleArn,
    delegated: roleArn !== undefined,
    submitted: output => events.submitted(visit, resource, output),
  }
}

/** Writes the event of the attempt's end. A result over the limit is a failure of the task, which Catch can take. */
async function listening({ visit, resource }: Call, attempted: Promise<Json>): Promise<Json> {
  try {
    const result = await attempted
    const limit = visit.branch.running.around.limits.payloadBytes
    if (bytes(result) > limit) throw tooLarge(resource.kind === 'function' ? resource.arn : resource.type, 'task')
    events.succeeded(visit, resource, result)
    return result
  } catch (error) {
    if (error instanceof StateError) events.taskFailed(visit, resource, error.error, error.cause)
    throw error
  }
}
