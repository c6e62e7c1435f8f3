// rds-data:ExecuteStatement: one SQL statement on a cluster's writer, without a way into its network.
import type { ExecuteStatementRequest, ExecuteStatementResponse } from '@aws-sdk/client-rds-data'
import type { SqlResult } from '../../world/database/contract.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import { AwsError, type Call, type Operation } from '../service.ts'
import { fieldOf, metadataOf, parametersOf } from './fields.ts'
import { badRequest, type Options, open, run, targetOf } from './sessions.ts'

type Input = ExecuteStatementRequest

/** 1 MiB of results, and 64 KB a row when formatted as JSON (Aurora user guide, Data API limitations). */
const mostBytes = 1_048_576
const mostRowBytes = 65_536

export function executeStatement(options: Options): Operation<Input, ExecuteStatementResponse> {
  return {
    needs: (input, call) => [
      { action: 'rds-data:ExecuteStatement', resource: input.resourceArn ?? '*' },
      ...options.secretNeeds(input.secretArn ?? '', call),
    ],
    run: (input, call) => execute(options, input, call),
  }
}

async function execute(options: Options, input: Input, call: Call): Promise<ExecuteStatementResponse> {
  refuse('rds-data:ExecuteStatement', input, ['schema', 'transactionId'])
  const numbers = input.resultSetOptions
  if ((numbers?.decimalReturnType ?? 'STRING') !== 'STRING' || (numbers?.longReturnType ?? 'LONG') !== 'LONG') {
    throw notSimulated('rds-data:ExecuteStatement resultSetOptions')
  }
  const target = targetOf(options, input.resourceArn)
  const session = await open(options, { target, secretArn: input.secretArn, database: input.database, call })
  const fault = options.statementFault?.({ clusterId: target.clusterId, sql: input.sql ?? '' })
  // A statement that is not to go on after the timeout is stopped: it leaves no effect.
  if (fault && !input.continueAfterTimeout) throw fault
  const result = run(() => session.execute(input.sql ?? '', parametersOf(input.parameters)))
  if (fault) throw fault
  return respond(input, result, target.schema)
}

function respond(input: Input, result: SqlResult, schema: string): ExecuteStatementResponse {
  const { columns, rows, affected, insertedId } = result
  if (columns.length === 0) {
    const generated = insertedId !== null && /^\s*(insert|replace)/i.test(input.sql ?? '') && affected > 0
    return { numberOfRecordsUpdated: affected, generatedFields: generated ? [{ longValue: Number(insertedId) }] : [] }
  }
  const metadata = input.includeResultMetadata ? columns.map(column => metadataOf(column, schema)) : undefined
  if (input.formatRecordsAs === 'JSON') return { formattedRecords: formatted(result), numberOfRecordsUpdated: 0 }
  const records = rows.map(row => row.map((value, index) => fieldOf(value, columns[index]?.type ?? 'VARCHAR')))
  limit(JSON.stringify(records, plain), mostBytes)
  return { records, columnMetadata: metadata, numberOfRecordsUpdated: 0 }
}

/** One JSON array of objects, a key per label; metadata is not given with it. */
function formatted({ columns, rows }: SqlResult): string {
  const labels = columns.map(column => column.name)
  if (new Set(labels).size < labels.length) throw badRequest('Duplicate column labels cannot be formatted as JSON.')
  const texts = rows.map(row =>
    JSON.stringify(Object.fromEntries(row.map((value, index) => [labels[index] ?? '', value])), plain),
  )
  for (const text of texts) limit(text, mostRowBytes)
  const whole = `[${texts.join(',')}]`
  limit(whole, mostBytes)
  return whole
}

/** How values stand in JSON: numbers as they are, bytes as base64. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

function limit(text: string, most: number): void {
  if (Buffer.byteLength(text) > most)
    throw new AwsError('BadRequestException', 'Database returned more than the allowed response size limit')
}
