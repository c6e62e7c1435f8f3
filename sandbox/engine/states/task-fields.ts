// The fields of a Task state besides its data flow: deadlines, credentials, and what lambda:invoke is told.
import { has, refuse, type Source, whole } from '../definition/source.ts'
import { after, afterWith, type Eventually } from '../eventually.ts'
import type { Flow } from '../flow/flow.ts'
import { isObject, type Json } from '../json.ts'
import { SECONDS, setting } from '../jsonata/setting.ts'
import { template } from '../jsonata/template.ts'
import { payload, reference } from '../jsonpath/template.ts'
import { checkSize } from '../run.ts'
import type { Resource } from '../tasks/resource.ts'
import { runtimeError, type Visit } from '../visit.ts'

type Deadline = (visit: Visit) => Eventually<number | undefined>

/** Seconds. Paths read the state's input before Parameters (recorded on AWS). */
function deadlineOf(source: Source, field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Deadline {
  if (source.language === 'JSONata') {
    const value = setting(source, field, SECONDS)
    return visit => value?.(visit) as Eventually<number | undefined>
  }
  const path = source.fields[`${field}Path`]
  if (path === undefined) {
    const literal = whole(source, field, 1)
    return () => literal
  }
  if (has(source, field)) refuse(source, field, `and ${field}Path exclude each other`)
  const found = reference(source, `${field}Path`, String(path))
  return visit => {
    const value = found(visit, visit.input)
    if (SECONDS.is(value)) return value as number
    throw runtimeError(
      visit,
      `The ${field}Path parameter does not reference a positive integer: ${String(path)} == ${JSON.stringify(value)}`,
    )
  }
}

/** A heartbeat that is due after the timeout would never be missed. */
export function checkDeadlines(source: Source): void {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = source.fields
  if (typeof timeout !== 'number' || typeof heartbeat !== 'number' || heartbeat < timeout) return
  refuse(source, 'HeartbeatSeconds', 'must be smaller than TimeoutSeconds')
}

/** What one attempt of a task is asked to do, and within which seconds. */
export interface Asked {
  readonly parameters: Json
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
  /** Undefined for the machine's own. */
  readonly roleArn: string | undefined
}

/** Evaluates one field after the other: the first that fails is the one that is told. */
export function askedOf(source: Source, { work }: Flow): (visit: Visit) => Eventually<Asked> {
  const timeout = deadlineOf(source, 'TimeoutSeconds')
  const heartbeat = deadlineOf(source, 'HeartbeatSeconds')
  const credentials = credentialsOf(source)
  const rest = (visit: Visit, parameters: Json): Eventually<Asked> =>
    after(timeout(visit), timeoutSeconds =>
      after(heartbeat(visit), heartbeatSeconds =>
        after(credentials(visit), roleArn => ({ parameters, timeoutSeconds, heartbeatSeconds, roleArn })),
      ),
    )
  const literal = literals(source)
  const complete = (visit: Visit, parameters: Json) => {
    checkSize(visit.branch, parameters, source.state)
    return literal ? { parameters, ...literal } : rest(visit, parameters)
  }
  return visit => afterWith(visit, work(visit), complete)
}

/** The fields besides the parameters where all stand in the definition as they are, which is nearly always. */
function literals({ fields }: Source): Omit<Asked, 'parameters'> | undefined {
  const evaluated = ['TimeoutSecondsPath', 'HeartbeatSecondsPath', 'Credentials'].some(field => field in fields)
  const { TimeoutSeconds: timeoutSeconds, HeartbeatSeconds: heartbeatSeconds } = fields
  if (evaluated || typeof timeoutSeconds === 'string' || typeof heartbeatSeconds === 'string') return undefined
  return {
    timeoutSeconds: timeoutSeconds as number | undefined,
    heartbeatSeconds: heartbeatSeconds as number | undefined,
    roleArn: undefined,
  }
}

function credentialsOf(source: Source): (visit: Visit) => Eventually<string | undefined> {
  const { Credentials: written } = source.fields
  if (written === undefined) return () => undefined
  if (!isObject(written)) refuse(source, 'Credentials', 'must be an object')
  const value = source.language === 'JSONata' ? template(source, 'Credentials') : undefined
  const filled = value ? undefined : payload(source, 'Credentials', written)
  const roleArn = (found: Json) => (isObject(found) && typeof found.RoleArn === 'string' ? found.RoleArn : undefined)
  return visit => after(value ? value(visit) : (filled?.(visit, visit.input) ?? null), roleArn)
}

const INVOKE = ['FunctionName', 'Payload']
const START = ['StateMachineArn', 'Input', 'Name']

/** Members of the arguments that the engine would not heed are refused rather than ignored. */
export function checkArguments(source: Source, resource: Resource | undefined): void {
  const field = source.language === 'JSONata' ? 'Arguments' : 'Parameters'
  const known = resource?.kind === 'invoke' ? INVOKE : resource?.kind === 'execution' ? START : undefined
  const written = source.fields[field]
  if (known === undefined || (written !== undefined && !isObject(written))) return
  const names = Object.keys(written ?? {}).map(name =>
    source.language === 'JSONPath' ? name.replace(/\.\$$/, '') : name,
  )
  for (const name of names) if (!known.includes(name)) refuse(source, `${field}/${name}`, 'is not simulated')
  const required = known[0] as string
  if (!names.includes(required)) refuse(source, field, `${required} is required`)
}
