// Compares two tables page by page: statements that read keys and hashes in the order of the primary key, and their difference.
import { sqlName } from './sql-text.ts'

export type KeyValue = string | number
export type Key = readonly KeyValue[]

export interface ComparedTable {
  readonly table: string
  /** Columns of the primary key. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** A condition that rows must meet to be compared; null: all of them. */
  readonly keep: string | null
}

export interface Statement {
  readonly sql: string
  readonly parameters: Readonly<Record<string, KeyValue>>
}

export interface HashedRow {
  readonly key: Key
  /** Null when the row is too long for the server to hash (max_allowed_packet): it then counts as different. */
  readonly hash: string | null
  /** Bytes of its values. */
  readonly size: number
}

interface Page {
  readonly table: ComparedTable
  /** Rows after this key; null: from the beginning. */
  readonly after: Key | null
  /** Rows up to and including this key; null: to the end. */
  readonly upTo: Key | null
  readonly limit: number
}

/** Keys as `k0`, `k1` …, then `h` and `n`: one page of a table. */
export function hashPage({ table, after, upTo, limit }: Page): Statement {
  const { key, columns, keep } = table
  const conditions = [keep, after && beyond(key, 'a', '>'), upTo && beyond(key, 'z', '<')].filter(each => each !== null)
  const where = conditions.length > 0 ? ` WHERE ${conditions.map(each => `(${each})`).join(' AND ')}` : ''
  const keys = key.map((name, index) => `${sqlName(name)} AS k${index}`).join(', ')
  const order = key.map(sqlName).join(', ')
  return {
    sql: `SELECT ${keys}, ${hashOf(columns)} AS h, ${sizeOf(columns)} AS n FROM ${sqlName(table.table)}${where} ORDER BY ${order} LIMIT ${limit}`,
    parameters: { ...named('a', after), ...named('z', upTo) },
  }
}

/** Each value with its length before it, so that no two rows are spelled alike; NULL differs from the empty text. */
const hashOf = (columns: readonly string[]): string =>
  `SHA2(CONCAT_WS('|', ${columns
    .map(sqlName)
    .map(name => `IF(${name} IS NULL, '-', CONCAT(LENGTH(${name}), ':', ${name}))`)
    .join(', ')}), 256)`

const sizeOf = (columns: readonly string[]): string =>
  columns
    .map(sqlName)
    .map(name => `IFNULL(LENGTH(${name}), 0)`)
    .join(' + ')

/** `(a, b) > (x, y)`, spelled out because MySQL uses no index for row values. `<` includes the end. */
function beyond(key: readonly string[], prefix: string, direction: '>' | '<'): string {
  const terms = key.map((_, index) => {
    const last = index === key.length - 1
    const equal = key.slice(0, index).map((name, before) => `${sqlName(name)} = :${prefix}${before}`)
    const operator = direction === '<' && last ? '<=' : direction
    return `(${[...equal, `${sqlName(key[index] ?? '')} ${operator} :${prefix}${index}`].join(' AND ')})`
  })
  return terms.join(' OR ')
}

const named = (prefix: string, key: Key | null): Record<string, KeyValue> =>
  Object.fromEntries((key ?? []).map((value, index) => [`${prefix}${index}`, value]))

/** The whole rows with these keys. */
export function rowsWith({ table, key, columns }: ComparedTable, keys: readonly Key[]): Statement {
  const terms = keys.map(
    (_, row) => `(${key.map((name, index) => `${sqlName(name)} = :r${row}_${index}`).join(' AND ')})`,
  )
  const parameters = Object.fromEntries(
    keys.flatMap((each, row) => each.map((value, index) => [`r${row}_${index}`, value] as const)),
  )
  return {
    sql: `SELECT ${columns.map(sqlName).join(', ')} FROM ${sqlName(table)} WHERE ${terms.join(' OR ')} ORDER BY ${key.map(sqlName).join(', ')}`,
    parameters,
  }
}

/** Rows of `from` that are missing in `against`, or differ there. */
export function differing(from: readonly HashedRow[], against: readonly HashedRow[]): readonly HashedRow[] {
  const known = new Map(against.map(row => [JSON.stringify(row.key), row.hash]))
  return from.filter(row => row.hash === null || known.get(JSON.stringify(row.key)) !== row.hash)
}

/** Groups that one answer of the Data API (1 MiB) can carry, escapes included; what is too long by itself is left out. */
export function groups(rows: readonly HashedRow[], limits: { readonly rows: number; readonly bytes: number }) {
  const fitting: HashedRow[][] = []
  const tooLong: HashedRow[] = []
  let bytes = 0
  for (const row of rows) {
    if (row.size > limits.bytes) {
      tooLong.push(row)
      continue
    }
    const last = fitting.at(-1)
    if (last && last.length < limits.rows && bytes + row.size <= limits.bytes) last.push(row)
    else {
      fitting.push([row])
      bytes = 0
    }
    bytes += row.size
  }
  return { fitting, tooLong }
}
