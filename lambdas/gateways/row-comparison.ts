// Compares two databases through the Data API, a page of one table at a time.

import { advance, type ExportCursor } from '../../domain/row-export.ts'
import {
  type ComparedTable,
  differing,
  groups,
  type HashedRow,
  hashPage,
  type Key,
  type KeyValue,
  rowsWith,
} from '../../domain/row-pages.ts'
import { type Column, comparable } from '../../domain/table-columns.ts'
import { asNumber, type DataApi, type Row, type Session, type Value } from './data-api.ts'

/** Rows of a page: a key and a hash take about 200 bytes of the Data API's 1 MiB. */
const PAGE = 1000
/** Whole rows of one answer; escapes may double their size. */
const GROUP = { rows: 50, bytes: 300_000 }

interface Sides {
  readonly data: DataApi
  readonly from: Session
  readonly against: Session
}

export const comparison = (sides: Sides) => ({
  /** Which tables can be compared, and what cannot. */
  tables: async (prefix: string) => {
    const columns = [columnsOf(sides.data, sides.from), columnsOf(sides.data, sides.against)] as const
    const [ours, theirs] = await Promise.all(columns)
    return comparable(ours, theirs, prefix)
  },
  /** The next page: the rows of `from` that are missing or different in `against`, as JSON lines, and where to go on. */
  page: (cursor: ExportCursor) => comparePage(sides, cursor),
})

interface Compared {
  readonly found: readonly string[]
  readonly next: ExportCursor
}

async function comparePage(sides: Sides, cursor: ExportCursor): Promise<Compared> {
  const [table] = cursor.remaining
  if (!table) return { found: [], next: cursor }
  const whole = cursor.whole.includes(table.table)
  const page = { table, after: cursor.after, upTo: null, limit: PAGE }
  // Most tables are a page or less: both sides are asked at once, and asked again only where one has more.
  const [ours, early] = await Promise.all([
    hashes(sides.data, sides.from, page),
    cursor.after === null && !whole ? hashes(sides.data, sides.against, page) : undefined,
  ])
  const end = ours.at(-1)?.key
  const known = early && ours.length < PAGE && early.length < PAGE ? early : undefined
  const ranged = end && !whole ? { table, after: cursor.after, upTo: end } : undefined
  const theirs = known ?? (ranged ? await counterparts(sides, ranged) : [])
  const { found, tooLong } = await lines(sides, table, differing(ours, theirs))
  const note = `${tooLong} rows of ${table.table} are too long for the Data API: only their keys are exported`
  const last = ours.length < PAGE ? null : (end ?? null)
  const step = { last, compared: ours.length, found: found.length, note: tooLong > 0 ? note : null }
  return { found, next: advance(cursor, step) }
}

async function columnsOf(data: DataApi, session: Session): Promise<Column[]> {
  const sql =
    'SELECT TABLE_NAME AS t, COLUMN_NAME AS c, COLUMN_KEY AS k FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION'
  const rows = await data.query(session, sql)
  return rows.map(row => ({ table: String(row.t), name: String(row.c), primary: row.k === 'PRI' }))
}

async function hashes(data: DataApi, session: Session, page: Parameters<typeof hashPage>[0]): Promise<HashedRow[]> {
  const { sql, parameters } = hashPage(page)
  return (await data.query(session, sql, parameters)).map(row => hashedRow(row, page.table.key.length))
}

interface Range {
  readonly table: ComparedTable
  readonly after: Key | null
  readonly upTo: Key
}

/** The other side may hold many more rows in the same range of keys: they too come page by page. */
async function counterparts({ data, against }: Sides, { table, after, upTo }: Range): Promise<HashedRow[]> {
  const found: HashedRow[] = []
  let start = after
  for (;;) {
    const page = await hashes(data, against, { table, after: start, upTo, limit: PAGE })
    found.push(...page)
    start = page.at(-1)?.key ?? null
    if (page.length < PAGE) return found
  }
}

/** The rows as JSON lines; of a row that is too long, its key alone. */
async function lines({ data, from }: Sides, table: ComparedTable, rows: readonly HashedRow[]) {
  const { fitting, tooLong } = groups(rows, GROUP)
  const found: string[] = []
  for (const group of fitting) {
    const { sql, parameters } = rowsWith(
      table,
      group.map(row => row.key),
    )
    for (const row of await data.query(from, sql, parameters)) found.push(line({ table: table.table, row: plain(row) }))
  }
  for (const { key, size } of tooLong) found.push(line({ table: table.table, key, bytes: size, row: null }))
  return { found, tooLong: tooLong.length }
}

function hashedRow(row: Row, keys: number): HashedRow {
  const key = Array.from({ length: keys }, (_, index) => keyValue(row[`k${index}`]))
  return { key, hash: row.h === null || row.h === undefined ? null : String(row.h), size: asNumber(row.n) }
}

const keyValue = (value: Value | undefined): KeyValue => (typeof value === 'number' ? value : String(value))

const line = (value: object): string => JSON.stringify(value)

/** Bytes as base64, marked as such. */
const plain = (row: Row): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
    ]),
  )
