// The events of a task: LambdaFunction… where the Resource is a function, Task… for every integration.
import { record } from '../branch.ts'
import { type Details, told, UNTRUNCATED } from '../history.ts'
import { type Json, textOf } from '../json.ts'
import type { Asked } from '../states/task-fields.ts'
import type { Visit } from '../visit.ts'
import type { Resource } from './resource.ts'

type Kind = 'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut'

interface Named {
  readonly type: string
  readonly details: `${string}EventDetails`
}

const OF_FUNCTION = namesOf('LambdaFunction', 'lambdaFunction')
const OF_INTEGRATION = namesOf('Task', 'task')

/** Put together once, not at every event. */
function namesOf(prefix: string, lower: string): Readonly<Record<Kind, Named>> {
  const named = (kind: Kind): Named => ({ type: `${prefix}${kind}`, details: `${lower}${kind}EventDetails` })
  return {
    Scheduled: named('Scheduled'),
    Started: named('Started'),
    Submitted: named('Submitted'),
    Succeeded: named('Succeeded'),
    Failed: named('Failed'),
    TimedOut: named('TimedOut'),
  }
}

const NOTHING: Details = {}

function write(visit: Visit, resource: Resource, kind: Kind, details: Details): void {
  if (resource.kind === 'function') {
    const named = OF_FUNCTION[kind]
    record(visit.branch, named.type, kind === 'Started' ? undefined : [named.details, details])
    return
  }
  const named = OF_INTEGRATION[kind]
  record(visit.branch, named.type, [
    named.details,
    { resourceType: resource.type, resource: resource.name, ...details },
  ])
}

export function scheduled(visit: Visit, resource: Resource, asked: Asked): void {
  const { parameters, timeoutSeconds, heartbeatSeconds, roleArn } = asked
  const text = textOf(parameters)
  const rest = timeoutSeconds === undefined && roleArn === undefined ? undefined : limits(timeoutSeconds, roleArn)
  if (resource.kind === 'function') {
    const input = { resource: resource.arn, input: text, inputDetails: UNTRUNCATED }
    const details = rest ? { ...rest, ...input } : input
    write(visit, resource, 'Scheduled', details)
    return
  }
  const { region } = visit.branch.running.around
  const heartbeat = heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }
  write(visit, resource, 'Scheduled', { region, ...rest, ...heartbeat, parameters: text })
}

const limits = (timeoutSeconds: number | undefined, roleArn: string | undefined): Details => ({
  ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
  ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
})

export function started(visit: Visit, resource: Resource): void {
  write(visit, resource, 'Started', NOTHING)
}

export function submitted(visit: Visit, resource: Resource, output: Json): void {
  write(visit, resource, 'Submitted', { output: textOf(output), outputDetails: UNTRUNCATED })
}

export function succeeded(visit: Visit, resource: Resource, output: Json): void {
  write(visit, resource, 'Succeeded', { output: textOf(output), outputDetails: UNTRUNCATED })
}

export function taskFailed(
  visit: Visit,
  resource: Resource,
  error: string | undefined,
  cause: string | undefined,
): void {
  write(visit, resource, error === 'States.Timeout' ? 'TimedOut' : 'Failed', told(error, cause))
}
