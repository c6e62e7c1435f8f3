// Task: calls a Lambda function, starts another machine, or asks another service.
import type { Work } from '../definition/machine.ts'
import type { Source } from '../definition/source.ts'
import { afterWith } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import { recovering } from '../recover.ts'
import { attempt } from '../tasks/attempt.ts'
import type { Call, Carry } from '../tasks/call.ts'
import * as events from '../tasks/events.ts'
import { callIntegration } from '../tasks/integration.ts'
import { callFunction, invokeLambda } from '../tasks/lambda.ts'
import { type Resource, readResource } from '../tasks/resource.ts'
import { startExecution } from '../tasks/start-execution.ts'
import type { Visit } from '../visit.ts'
import { type Asked, askedOf, checkArguments, checkDeadlines } from './task-fields.ts'

const CARRIES: Readonly<Record<Resource['kind'], Carry>> = {
  function: callFunction,
  invoke: invokeLambda,
  execution: startExecution,
  other: callIntegration,
}

export function task(source: Source, next: string | undefined): Work {
  const resource = readResource(source)
  const flow = flowOf(source, next)
  const asked = askedOf(source, flow)
  checkArguments(source, resource)
  checkDeadlines(source)
  const begin = (visit: Visit, deadlines: Asked) => {
    if (resource === undefined) throw new Error(`${source.state} was not refused`)
    const call = callOf(visit, resource, deadlines)
    events.scheduled(visit, resource, deadlines)
    events.started(visit, resource)
    return attempt({ call, carry: CARRIES[resource.kind], deadlines, leave: flow.leave })
  }
  return recovering(source, visit => {
    visit.token = resource?.pattern === 'token' ? issueToken(visit) : undefined
    return afterWith(visit, asked(visit), begin)
  })
}

function issueToken({ branch, entered, retries }: Visit): string {
  const { execution, around } = branch.running
  return around.callbacks.issue(execution.arn, entered, retries)
}

function callOf(visit: Visit, resource: Resource, { parameters, roleArn }: Asked): Call {
  return {
    visit,
    resource,
    arguments: parameters,
    roleArn: roleArn ?? visit.branch.running.execution.roleArn,
    delegated: roleArn !== undefined,
  }
}
