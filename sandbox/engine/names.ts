// Names and inputs that the API takes, and what starting an execution under a used name means (aws-behaviour 5.2).
import { AwsError } from '../aws/service.ts'
import type { Execution } from './execution.ts'
import { fits, type Json, parseJson } from './json.ts'
import type { Limits } from './limits.ts'

const LONGEST = 80
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that names may not hold.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/

function checkName(name: string): void {
  if (name.length > 0 && name.length <= LONGEST && !FORBIDDEN.test(name)) return
  throw new AwsError('InvalidName', `Invalid Name: '${name}'`)
}

export function checkMachineName(name: string): void {
  checkName(name)
}

/** The input as JSON. */
export function checkStart(name: string, text: string, limits: Limits): Json {
  checkName(name)
  const input = parseJson(text)
  if (input === undefined) {
    throw new AwsError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${text.slice(0, 128)}' is not JSON`,
    )
  }
  if (fits(input, limits.payloadBytes) && Buffer.byteLength(text) <= limits.payloadBytes) return input
  throw new AwsError('InvalidExecutionInput', `The input is larger than ${limits.payloadBytes} bytes`)
}

/** The execution to answer with when the name is in use; undefined when it is free, or free again after 90 days. */
export function existing(
  execution: Execution | undefined,
  { text, now, limits }: { text: string; now: number; limits: Limits },
): Execution | undefined {
  if (execution === undefined) return undefined
  if (execution.status === 'RUNNING' && execution.input === text) return execution
  if (execution.stopDate !== undefined && now - execution.stopDate > limits.nameSeconds * 1000) return undefined
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`)
}
