// The tables there are, as MySQL would describe them, kept in the database so that it survives in images.
import type { DatabaseSync } from 'node:sqlite'
import type { TableDefinition } from './create-table.ts'
import { named } from './tokens.ts'

export const catalogueTable = 'CREATE TABLE __catalogue (name TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID'

export class Catalogue {
  readonly #database: DatabaseSync
  readonly #tables = new Map<string, TableDefinition>()

  constructor(database: DatabaseSync) {
    this.#database = database
    for (const row of database.prepare('SELECT definition FROM __catalogue ORDER BY name').all()) {
      const definition = JSON.parse(String(row.definition)) as TableDefinition
      this.#tables.set(definition.table, definition)
    }
  }

  get tables(): readonly TableDefinition[] {
    return [...this.#tables.values()].sort((a, b) => (a.table < b.table ? -1 : 1))
  }

  find(table: string): TableDefinition | undefined {
    return this.#tables.get(table)
  }

  put(definition: TableDefinition): void {
    this.#tables.set(definition.table, definition)
    this.#database
      .prepare('INSERT OR REPLACE INTO __catalogue VALUES (?, ?)')
      .run(definition.table, JSON.stringify(definition))
  }

  remove(table: string): void {
    this.#tables.delete(table)
    this.#database.prepare('DELETE FROM __catalogue WHERE name = ?').run(table)
  }

  count(table: string): number {
    return Number(this.#database.prepare(`SELECT COUNT(*) AS n FROM ${named(table)}`).get()?.n ?? 0)
  }
}
