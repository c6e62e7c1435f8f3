// Values between SQL and the Data API: its union of fields, its parameters, its column metadata.
import type { ColumnMetadata, Field, SqlParameter } from '@aws-sdk/client-rds-data'
import type { SqlColumn, SqlType, SqlValue } from '../../world/database/contract.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'

/** Exact numbers and dates come as text, integers as long (Data API reference, mapping of JDBC types). */
export function fieldOf(value: SqlValue, type: SqlType): Field {
  if (value === null) return { isNull: true }
  if (value instanceof Uint8Array) return { blobValue: value }
  if (typeof value === 'boolean') return { booleanValue: value }
  if (typeof value === 'string' || type === 'DECIMAL') return { stringValue: String(value) }
  // The client reads a long as a JavaScript number whatever its size.
  return Number.isInteger(Number(value)) && type !== 'DOUBLE'
    ? { longValue: Number(value) }
    : { doubleValue: Number(value) }
}

export function parametersOf(parameters: readonly SqlParameter[] | undefined): Record<string, SqlValue> {
  const values: Record<string, SqlValue> = {}
  for (const { name, value, typeHint } of parameters ?? []) {
    if (name === undefined || value === undefined)
      throw new AwsError('BadRequestException', 'A parameter needs a name and a value.')
    if (typeHint !== undefined && !['DATE', 'DECIMAL', 'TIME', 'TIMESTAMP'].includes(typeHint))
      throw notSimulated(`rds-data typeHint ${typeHint}`)
    values[name] = valueOfField(value)
  }
  return values
}

function valueOfField(field: Field): SqlValue {
  if (field.isNull) return null
  if (field.arrayValue !== undefined) throw new AwsError('BadRequestException', 'Array parameters are not supported.')
  const value = field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue
  if (value === undefined) throw new AwsError('BadRequestException', 'A parameter value must have one member.')
  return value
}

/** java.sql.Types, as the Data API numbers them. */
const numbers: Readonly<Record<SqlType, number>> = {
  VARCHAR: 12,
  TEXT: -1,
  BIGINT: -5,
  INT: 4,
  TINYINT: -6,
  DOUBLE: 8,
  DECIMAL: 3,
  DATE: 91,
  DATETIME: 93,
  TIMESTAMP: 93,
  BLOB: -4,
}

export function metadataOf(column: SqlColumn, schema: string): ColumnMetadata {
  return {
    name: column.name,
    label: column.name,
    type: numbers[column.type],
    typeName: column.type,
    schemaName: column.table === null ? '' : schema,
    tableName: column.table ?? '',
    isSigned: ['BIGINT', 'INT', 'TINYINT', 'DOUBLE', 'DECIMAL'].includes(column.type),
    arrayBaseColumnType: 0,
  }
}
