// What a prepared statement gives back, with MySQL's column types.
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Catalogue } from './catalogue.ts'
import type { SqlColumn, SqlResult, SqlType, SqlValue } from './contract.ts'
import { type Decimals, decimalText } from './decimals.ts'

export function resultOf(
  statement: StatementSync,
  values: Record<string, SQLInputValue>,
  known: { readonly catalogue: Catalogue; readonly decimals: Decimals },
): SqlResult {
  const described = statement.columns()
  if (described.length === 0) {
    const { changes, lastInsertRowid } = statement.run(values)
    return { columns: [], rows: [], affected: Number(changes), insertedId: narrow(lastInsertRowid) as number | bigint }
  }
  const rows = (statement.all(values) as unknown as SQLOutputValue[][]).map(row => row.map(narrow))
  const scales = new Map(known.decimals)
  const columns = described.map((column, index): SqlColumn => {
    const defined = column.table === null ? undefined : known.catalogue.find(column.table)
    const origin = defined?.columns.find(each => each.name === column.column)
    const scale = /^decimal\(\d+,(\d+)\)/.exec(origin?.columnType ?? '')?.[1]
    if (origin?.dataType === 'decimal') scales.set(index, Number(scale ?? 0))
    const declared = origin?.dataType ?? column.type
    const type = scales.has(index) ? 'DECIMAL' : declared ? typeOf(declared) : typeOfValues(rows, index)
    return { name: column.name, type, table: column.table?.startsWith('__') ? null : column.table }
  })
  return { columns, rows: exact(rows, scales), affected: 0, insertedId: null }
}

function exact(rows: readonly (readonly SqlValue[])[], scales: Decimals): readonly (readonly SqlValue[])[] {
  if (scales.size === 0) return rows
  const text = (value: SqlValue, index: number) => {
    const scale = scales.get(index)
    const number = typeof value === 'number' || typeof value === 'bigint'
    return scale === undefined || !number ? value : decimalText(value, scale)
  }
  return rows.map(row => row.map(text))
}

/** Integers come as bigint so that none is lost; those that fit become numbers. */
function narrow(value: SQLOutputValue): SqlValue {
  if (typeof value !== 'bigint') return value
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

const types: readonly (readonly [RegExp, SqlType])[] = [
  [/^(tinyint|boolean)/, 'TINYINT'],
  [/^bigint/, 'BIGINT'],
  [/int/, 'INT'],
  [/^(var)?char/, 'VARCHAR'],
  [/text/, 'TEXT'],
  [/^(double|float|real)/, 'DOUBLE'],
  [/^decimal/, 'DECIMAL'],
  [/^datetime/, 'DATETIME'],
  [/^timestamp/, 'TIMESTAMP'],
  [/^date/, 'DATE'],
  [/blob|binary/, 'BLOB'],
]

function typeOf(declared: string): SqlType {
  const name = declared.toLowerCase()
  return types.find(([pattern]) => pattern.test(name))?.[1] ?? 'VARCHAR'
}

/** An expression has no declared type: its first value that is not NULL decides. */
function typeOfValues(rows: readonly (readonly SqlValue[])[], index: number): SqlType {
  const value = rows.find(row => row[index] !== null)?.[index]
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return 'BIGINT'
  if (typeof value === 'number') return 'DOUBLE'
  return value instanceof Uint8Array ? 'BLOB' : 'VARCHAR'
}
