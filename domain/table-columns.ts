// What information_schema says of two databases, turned into the tables that can be compared row by row.
import type { ComparedTable } from './row-pages.ts'
import { ephemeral } from './wordpress.ts'

export interface Column {
  readonly table: string
  readonly name: string
  readonly primary: boolean
}

interface Comparable {
  readonly tables: readonly ComparedTable[]
  /** Tables that the other side lacks, or has with other columns: every row counts as missing there. */
  readonly whole: readonly string[]
  readonly notes: readonly string[]
}

/** @param from columns in their order; likewise `against` */
export function comparable(from: readonly Column[], against: readonly Column[], prefix: string): Comparable {
  const [ours, theirs] = [byTable(from, prefix), byTable(against, prefix)]
  const tables: ComparedTable[] = []
  const whole: string[] = []
  const notes = ephemeral.filter(({ table }) => ours.has(prefix + table)).map(({ note }) => note)
  for (const [table, columns] of [...ours].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = columns.filter(column => column.primary).map(column => column.name)
    if (key.length === 0) {
      notes.push(`${table} has no primary key and was not compared`)
      continue
    }
    const keep = ephemeral.find(each => prefix + each.table === table)?.keep ?? null
    tables.push({ table, key, columns: columns.map(column => column.name), keep })
    if (names(theirs.get(table)) === names(columns)) continue
    whole.push(table)
    notes.push(`${table} is missing on the other side, or has other columns there: all its rows are exported`)
  }
  return { tables, whole, notes }
}

const names = (columns: readonly Column[] = []): string => columns.map(column => column.name).join('\0')

function byTable(columns: readonly Column[], prefix: string): Map<string, Column[]> {
  const tables = new Map<string, Column[]>()
  for (const column of columns.filter(({ table }) => table.startsWith(prefix))) {
    tables.set(column.table, [...(tables.get(column.table) ?? []), column])
  }
  return tables
}
