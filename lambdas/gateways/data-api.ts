// The RDS Data API: SQL over HTTPS, with the account of a secret. One answer holds at most 1 MiB.
import { ExecuteStatementCommand, type Field, RDSDataClient, type SqlParameter } from '@aws-sdk/client-rds-data'
import { Missing, Unavailable } from '../../domain/errors.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { credentials } from './credentials.ts'
import { nameOf } from './errors.ts'

export type Value = string | number | boolean | null | Uint8Array
export type Row = Readonly<Record<string, Value>>
type Parameters = Readonly<Record<string, string | number | null>>

export interface Session {
  readonly clusterArn: string
  readonly database: string
  /** Name or ARN of the secret. */
  readonly secret: string
}

/** Milliseconds: the Data API itself gives up on a statement after 45 s (RDS Data API reference, ExecuteStatement). */
const STATEMENT_TIMEOUT = 50_000

export type DataApi = ReturnType<typeof dataApi>

export function dataApi(environment: Environment) {
  const arnOf = arnFinder(environment)

  async function query(
    { clusterArn, database, secret }: Session,
    sql: string,
    parameters: Parameters = {},
  ): Promise<readonly Row[]> {
    const secretArn = await arnOf(secret)
    const request = {
      resourceArn: clusterArn,
      secretArn,
      database,
      sql,
      parameters: parametersOf(parameters),
      includeResultMetadata: true,
    }
    try {
      const { records = [], columnMetadata = [] } = await clientFor(RDSDataClient, environment).send(
        new ExecuteStatementCommand(request),
        { requestTimeout: STATEMENT_TIMEOUT },
      )
      const labels = columnMetadata.map(column => column.label ?? column.name ?? '')
      return records.map(record =>
        Object.fromEntries(record.map((field, index) => [labels[index] ?? '', fieldValue(field)])),
      )
    } catch (error) {
      throw isPassing(error) ? new Unavailable(`the Data API of ${clusterArn} is not ready: ${nameOf(error)}`) : error
    }
  }

  return {
    query,
    /** False when the database refuses the account or its password. */
    logsIn: async (session: Session): Promise<boolean> => {
      try {
        await query(session, 'SELECT 1 AS one')
        return true
      } catch (error) {
        if (isLoginRefused(error)) return false
        throw error
      }
    },
  }
}

/** The Data API takes ARNs only; what platforms name is the secret's name. */
function arnFinder(environment: Environment) {
  const known = new Map<string, string>()
  return async (secret: string): Promise<string> => {
    const arn = secret.startsWith('arn:')
      ? secret
      : (known.get(secret) ?? (await credentials(environment).find(secret))?.arn)
    if (!arn) throw new Missing(`there is no secret ${secret} in this region`)
    known.set(secret, arn)
    return arn
  }
}

/** An auto-paused cluster wakes up, a writer comes up: both need no more than time (aws-behaviour 1.9). */
const PASSING = new Set(['DatabaseResumingException', 'DatabaseUnavailableException', 'ServiceUnavailableError'])

const isPassing = (error: unknown): boolean =>
  PASSING.has(nameOf(error)) || /communications link failure/i.test(messageOf(error))

const messageOf = (error: unknown): string => (Error.isError(error) ? error.message : '')

/**
 * MySQL's number of the error; undefined when it is not the database that refused. The Data API gives the number only in
 * the text, in one of two spellings: `Error code: 1045` and `Database error code: 1045`.
 */
export function sqlErrorNumber(error: unknown): number | undefined {
  if (!['BadRequestException', 'DatabaseErrorException'].includes(nameOf(error))) return undefined
  const found = /error code: (\d+)/i.exec(messageOf(error))
  return found ? Number(found[1]) : undefined
}

/** 1045: wrong account or password. */
export const isLoginRefused = (error: unknown): boolean => sqlErrorNumber(error) === 1045

/** 1146, 1054: the table or the column is not there, as in a damaged database. */
export const isAbsentTable = (error: unknown): boolean => [1146, 1054].includes(sqlErrorNumber(error) ?? 0)

const parametersOf = (parameters: Parameters): SqlParameter[] =>
  Object.entries(parameters).map(([name, value]) => ({ name, value: fieldOf(value) }))

function fieldOf(value: string | number | null): Field {
  if (value === null) return { isNull: true }
  if (typeof value === 'string') return { stringValue: value }
  return Number.isInteger(value) ? { longValue: value } : { doubleValue: value }
}

function fieldValue(field: Field): Value {
  if (field.isNull) return null
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue ?? null
}

/** Sums come as text, counts as numbers. NULL counts as 0. */
export const asNumber = (value: Value | undefined): number => Number(value ?? 0)
