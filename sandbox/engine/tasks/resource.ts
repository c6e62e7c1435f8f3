// What a Task's Resource names: a Lambda function, an integration, and by which pattern it is called.
import { refuse, type Source, text } from '../definition/source.ts'

export type Pattern = 'request' | 'sync' | 'sync:2' | 'token'

export interface Resource {
  readonly arn: string
  readonly kind: 'function' | 'invoke' | 'execution' | 'other'
  readonly pattern: Pattern
  /** As events spell it: resourceType `lambda`, resource `invoke.waitForTaskToken`. */
  readonly type: string
  readonly name: string
}

const FUNCTION = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?$/
const INTEGRATION =
  /^arn:aws[\w-]*:states:[^:]*:[^:]*:(aws-sdk:[\w]+|[\w-]+):([\w]+)(\.sync|\.sync:2|\.waitForTaskToken)?$/

const PATTERNS: Readonly<Record<string, Pattern>> = {
  '': 'request',
  '.sync': 'sync',
  '.sync:2': 'sync:2',
  '.waitForTaskToken': 'token',
}

/** Undefined, and reported, for what the engine cannot call. */
export function readResource(source: Source): Resource | undefined {
  const arn = text(source, 'Resource')
  if (arn === undefined) return undefined
  if (FUNCTION.test(arn)) return { arn, kind: 'function', pattern: 'request', type: 'lambda', name: arn }
  const [, type = '', action = '', suffix = ''] = INTEGRATION.exec(arn) ?? []
  const complaint = complaintAbout(source, arn, type, action + suffix)
  if (complaint !== undefined) {
    refuse(source, 'Resource', complaint)
    return undefined
  }
  const kind = type === 'lambda' ? 'invoke' : type === 'states' ? 'execution' : 'other'
  return { arn, kind, pattern: PATTERNS[suffix] ?? 'request', type, name: action + suffix }
}

const LAMBDA = ['invoke', 'invoke.waitForTaskToken']
const EXECUTION = ['startExecution', 'startExecution.sync', 'startExecution.sync:2', 'startExecution.waitForTaskToken']

function complaintAbout(source: Source, arn: string, type: string, name: string): string | undefined {
  if (type === '') return `'${arn}' is not the ARN of a function or an integration`
  if (type === 'activity') return 'activities are not simulated'
  if (type === 'lambda') return LAMBDA.includes(name) ? undefined : `lambda:${name} is not an integration`
  if (type === 'states') return EXECUTION.includes(name) ? undefined : `states:${name} is not an integration`
  if (name.includes('.sync')) return `${type}:${name} is not simulated (.sync of other services)`
  return source.integrations ? undefined : `${type}:${name} is not simulated`
}
