// The events of a task: LambdaFunction… where the Resource is a function, Task… for every integration.
import { record } from '../branch.ts'
import { type Details, failed, type NamedDetails, withInput, withOutput } from '../history.ts'
import type { Json } from '../json.ts'
import type { Visit } from '../visit.ts'
import type { Resource } from './resource.ts'

export interface Scheduled {
  readonly parameters: Json
  readonly timeoutInSeconds: number | undefined
  readonly heartbeatInSeconds: number | undefined
  readonly roleArn: string | undefined
}

type Kind = 'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut'

function write(visit: Visit, resource: Resource, kind: Kind, details: Details): void {
  if (resource.kind === 'function') {
    const named: NamedDetails | undefined = kind === 'Started' ? undefined : [`lambdaFunction${kind}`, details]
    record(visit.branch, `LambdaFunction${kind}`, named)
    return
  }
  const where = { resourceType: resource.type, resource: resource.name }
  record(visit.branch, `Task${kind}`, [
    `task${kind}`,
    Object.defineProperties(where, Object.getOwnPropertyDescriptors(details)),
  ])
}

export function scheduled(visit: Visit, resource: Resource, what: Scheduled): void {
  const { parameters, timeoutInSeconds, heartbeatInSeconds, roleArn } = what
  const rest = {
    ...(timeoutInSeconds !== undefined && { timeoutInSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  }
  if (resource.kind === 'function') {
    write(visit, resource, 'Scheduled', withInput(parameters, { ...rest, resource: resource.arn }))
    return
  }
  const details = {
    region: visit.branch.running.around.region,
    ...rest,
    ...(heartbeatInSeconds !== undefined && { heartbeatInSeconds }),
  }
  const text = { get: () => JSON.stringify(parameters), enumerable: true }
  write(visit, resource, 'Scheduled', Object.defineProperty(details, 'parameters', text))
}

export function started(visit: Visit, resource: Resource): void {
  write(visit, resource, 'Started', {})
}

export function submitted(visit: Visit, resource: Resource, output: Json): void {
  write(visit, resource, 'Submitted', withOutput(output))
}

export function succeeded(visit: Visit, resource: Resource, output: Json): void {
  write(visit, resource, 'Succeeded', withOutput(output))
}

export function taskFailed(
  visit: Visit,
  resource: Resource,
  error: string | undefined,
  cause: string | undefined,
): void {
  write(visit, resource, error === 'States.Timeout' ? 'TimedOut' : 'Failed', failed('', error, cause)[1])
}
