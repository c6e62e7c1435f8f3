// How far an export of rows has come: its cursor, where its parts lie, and what it gives in the end.
import type { ComparedTable, Key } from './row-pages.ts'

/** Exported rows are personal data: the evidence bucket's lifecycle removes this prefix early. */
export const EXPORTS = 'exports/'
export const exportsOf = (runId: string): string => `${EXPORTS}${runId}/`

/** The cursor lies in the control bucket, the rows in the evidence bucket. */
export const exportKeys = {
  cursor: (runId: string, label: string) => `runs/${runId}/export/${label}.json`,
  rows: (runId: string, label: string) => `${exportsOf(runId)}${label}/`,
} as const

export interface ExportCursor {
  /** The first is being compared. */
  readonly remaining: readonly ComparedTable[]
  /** Tables that the other side lacks: nothing there to compare with. */
  readonly whole: readonly string[]
  /** The last key of that table that was compared. */
  readonly after: Key | null
  readonly page: number
  readonly compared: number
  readonly exported: readonly { readonly table: string; readonly rows: number }[]
  readonly notes: readonly string[]
}

interface Begin {
  readonly tables: readonly ComparedTable[]
  readonly whole: readonly string[]
  readonly notes: readonly string[]
}

export const beginExport = ({ tables, whole, notes }: Begin): ExportCursor => ({
  remaining: tables,
  whole,
  after: null,
  page: 0,
  compared: 0,
  exported: [],
  notes,
})

interface Step {
  /** The last key of the page; null when the table has ended. */
  readonly last: Key | null
  readonly compared: number
  readonly found: number
  readonly note: string | null
}

export function advance(cursor: ExportCursor, { last, compared, found, note }: Step): ExportCursor {
  const table = cursor.remaining[0]?.table ?? ''
  const before = cursor.exported.find(each => each.table === table)?.rows ?? 0
  const others = cursor.exported.filter(each => each.table !== table)
  return {
    ...cursor,
    remaining: last === null ? cursor.remaining.slice(1) : cursor.remaining,
    after: last,
    page: last === null ? 0 : cursor.page + 1,
    compared: cursor.compared + compared,
    exported: before + found > 0 ? [...others, { table, rows: before + found }] : others,
    notes: note === null ? cursor.notes : [...cursor.notes, note],
  }
}

export const resultOf = ({ exported, notes }: ExportCursor, key: string) => ({
  rows: exported.reduce((sum, each) => sum + each.rows, 0),
  byTable: exported.map(({ table, rows }) => ({ table, rows })),
  key,
  notes: [...notes],
})
