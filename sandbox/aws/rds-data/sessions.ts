// From a cluster's and a secret's ARN to a session; what goes wrong on the way, in the Data API's words.
import type { SqlSession } from '../../world/database/contract.ts'
import type { DataApiTarget } from '../rds/index.ts'
import { AwsError, type Call, type Requirement } from '../service.ts'

export interface SecretValue {
  readonly username?: string
  readonly password?: string
}

export interface Options {
  readonly target: (resourceArn: string) => DataApiTarget | undefined
  /** Throws `AwsError` when the caller may not, or cannot, read the secret. */
  readonly secretValue: (secretArn: string, call: Call) => SecretValue | Promise<SecretValue>
  readonly secretNeeds: (secretArn: string, call: Call) => readonly Requirement[]
  /** A fault: the error that this statement meets, e.g. `statementTimeout()`. */
  readonly statementFault?: (statement: { readonly clusterId: string; readonly sql: string }) => AwsError | undefined
}

export const badRequest = (message: string) => new AwsError('BadRequestException', message)

/** The statement ran longer than 45 seconds. */
export const statementTimeout = () =>
  new AwsError('StatementTimeoutException', 'Request timed out', { members: { dbConnectionId: 0 } })

/**
 * @throws DatabaseNotFoundException (404) without such a cluster here, HttpEndpointNotEnabledException (400) while its
 * Data API is off: as it is after every restore.
 */
export function targetOf(options: Options, resourceArn: string | undefined): DataApiTarget {
  const target = options.target(resourceArn ?? '')
  if (!target)
    throw new AwsError('DatabaseNotFoundException', `DB cluster ${resourceArn} was not found.`, { status: 404 })
  if (target.enabled) return target
  throw new AwsError('HttpEndpointNotEnabledException', `HttpEndpoint is not enabled for resource ${resourceArn}.`)
}

export interface Visit {
  readonly target: DataApiTarget
  readonly secretArn: string | undefined
  readonly database: string | undefined
  readonly call: Call
}

/** Every statement comes in a session of its own, so a password that was changed meanwhile is noticed at once. */
export async function open(options: Options, { target, secretArn, database, call }: Visit): Promise<SqlSession> {
  const { username, password } = await options.secretValue(secretArn ?? '', call)
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new AwsError('InvalidSecretException', 'The secret needs the keys username and password.')
  }
  const session = run(() => target.open({ user: username, password, from: '10.0.255.254' }))
  if (database !== undefined && database !== target.schema && database !== 'information_schema') {
    throw databaseError(1049, '42000', `Unknown database '${database}'`)
  }
  return session
}

/** Runs work on the database; its errors become the Data API's. */
export function run<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw translated(error)
  }
}

interface Failure {
  readonly name?: unknown
  readonly message?: unknown
  readonly number?: unknown
  readonly state?: unknown
}

function translated(error: unknown): unknown {
  const { name, message, number, state } = error as Failure
  if (name === 'ConnectionFailed') {
    // 504: the reference gives no status but "the writer instance in the DB cluster isn't available".
    return new AwsError('DatabaseUnavailableException', 'The writer instance in the DB cluster is not available.', {
      status: 504,
    })
  }
  if (name !== 'SqlError') return error
  if (number === 1045 || number === 1044) return badRequest(`${message}; Error code: ${number}; SQLState: ${state}`)
  if (number === 2031)
    return badRequest(String(message).replace('No data supplied for parameter', 'Cannot find parameter:'))
  return databaseError(Number(number), String(state), String(message))
}

function databaseError(number: number, state: string, message: string): AwsError {
  return new AwsError('DatabaseErrorException', `${message}; Error code: ${number}; SQLState: ${state}`)
}
