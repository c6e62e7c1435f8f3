// Task tokens: who waits for which, and what SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat answer.
import { AwsError } from '../aws/service.ts'
import type { Chance } from '../chance.ts'
import { type Json, parseJson } from './json.ts'

export interface Waiting {
  succeed(output: Json): void
  fail(error: string | undefined, cause: string | undefined): void
  beat(): void
}

export interface Callbacks {
  /** A new token for one attempt of a task. */
  issue(executionArn: string, entered: number, attempt: number): string
  open(token: string, waiting: Waiting): void
  /** From now on an answer to the token is too late. */
  close(token: string): void
  succeed(token: string, output: string): void
  fail(token: string, error?: string, cause?: string): void
  beat(token: string): void
}

const PREFIX = 'AQCEAAAAKgAAAAMAAAAAAAAAA'
/** The longest output, and the longest error and cause, that the API takes (aws-behaviour 5.4). */
const OUTPUT = 262_144
const ERROR = 256
const CAUSE = 32_768

export function callbacksFrom(chance: Chance): Callbacks {
  const open = new Map<string, Waiting>()
  const closed = new Set<string>()

  const waiting = (token: string): Waiting => {
    const found = open.get(token)
    if (found) return found
    if (closed.has(token)) throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
    if (!token.startsWith(PREFIX)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'")
    throw new AwsError('TaskDoesNotExist', "Task does not exist: 'Provided task does not exist'")
  }

  return {
    issue: (executionArn, entered, attempt) =>
      PREFIX + Buffer.from(chance.hex(512, 'task-token', executionArn, entered, attempt), 'hex').toString('base64'),
    open: (token, waiter) => open.set(token, waiter),
    close(token) {
      open.delete(token)
      closed.add(token)
    },
    succeed(token, text) {
      const waiter = waiting(token)
      const output = Buffer.byteLength(text) > OUTPUT ? undefined : parseJson(text)
      if (output === undefined) throw new AwsError('InvalidOutput', `Invalid Output: '${text.slice(0, 128)}'`)
      waiter.succeed(output)
    },
    fail(token, error, cause) {
      if ((error?.length ?? 0) > ERROR) throw tooLong('error', ERROR)
      if ((cause?.length ?? 0) > CAUSE) throw tooLong('cause', CAUSE)
      waiting(token).fail(error, cause)
    },
    beat: token => waiting(token).beat(),
  }
}

function tooLong(member: string, limit: number): AwsError {
  const constraint = `Member must have length less than or equal to ${limit}`
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`
  return new AwsError('ValidationException', message)
}
