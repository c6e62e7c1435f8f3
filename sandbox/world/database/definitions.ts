// Statements that change tables (CREATE, DROP, TRUNCATE, ALTER): read once, applied to SQLite and the catalogue.
import type { DatabaseSync } from 'node:sqlite'
import { addIndex, alteration, need } from './alter-table.ts'
import type { Catalogue } from './catalogue.ts'
import { readKeyColumns, readTable } from './create-table.ts'
import { notSimulated, SqlError } from './errors.ts'
import { sqliteTable } from './sqlite-table.ts'
import { named, type Reader } from './tokens.ts'
import { hidden } from './translate.ts'

export interface Command {
  readonly privilege: string
  /** Undefined for commands on no one table. */
  readonly table?: string
  readonly apply: (database: DatabaseSync, catalogue: Catalogue) => void
}

/** Undefined when the statement does not change tables. */
export function readDefinition(reader: Reader, schema: string): Command | undefined {
  if (reader.accept('CREATE', 'TABLE')) return createTable(reader, schema)
  if (reader.accept('CREATE', 'UNIQUE', 'INDEX')) return createIndex(reader, schema, true)
  if (reader.accept('CREATE', 'INDEX')) return createIndex(reader, schema, false)
  if (reader.accept('DROP', 'TABLE')) return dropTable(reader, schema)
  if (reader.accept('TRUNCATE')) return truncate(reader, schema)
  if (reader.accept('ALTER', 'TABLE')) return alterTable(reader, schema)
  return undefined
}

function tableName(reader: Reader, schema: string): string {
  const name = reader.name()
  const table = reader.accept('.') ? reader.name() : name
  if (table !== name && name !== schema) throw new SqlError(1049, `Unknown database '${name}'`)
  if (table.startsWith(hidden) || table.toLowerCase().startsWith('sqlite_')) throw notSimulated(`table name ${table}`)
  return table
}

function createTable(reader: Reader, schema: string): Command {
  const ifMissing = reader.accept('IF', 'NOT', 'EXISTS')
  const table = tableName(reader, schema)
  if (reader.accept('LIKE')) throw notSimulated('CREATE TABLE … LIKE')
  const definition = readTable(table, reader)
  return {
    privilege: 'CREATE',
    table,
    apply: (database, catalogue) => {
      if (ifMissing && catalogue.find(table)) return
      for (const statement of sqliteTable(definition)) database.exec(statement)
      catalogue.put(definition)
    },
  }
}

function createIndex(reader: Reader, schema: string, unique: boolean): Command {
  const name = reader.name()
  reader.expect('ON')
  const table = tableName(reader, schema)
  const index = { name, unique, columns: readKeyColumns(reader) }
  reader.end()
  return {
    privilege: 'INDEX',
    table,
    apply: (database, catalogue) => addIndex(database, catalogue, { table, index, schema }),
  }
}

function dropTable(reader: Reader, schema: string): Command {
  const ifPresent = reader.accept('IF', 'EXISTS')
  const table = tableName(reader, schema)
  if (reader.accept(',')) throw notSimulated('DROP TABLE of several tables')
  reader.end()
  return {
    privilege: 'DROP',
    table,
    apply: (database, catalogue) => {
      if (!catalogue.find(table)) {
        if (ifPresent) return
        throw new SqlError(1051, `Unknown table '${schema}.${table}'`)
      }
      database.exec(`DROP TABLE ${named(table)}`)
      catalogue.remove(table)
    },
  }
}

function truncate(reader: Reader, schema: string): Command {
  reader.accept('TABLE')
  const table = tableName(reader, schema)
  reader.end()
  return {
    privilege: 'DROP',
    table,
    apply: (database, catalogue) => {
      const definition = need(catalogue, table, schema)
      database.exec(`DELETE FROM ${named(table)}`)
      const counted = definition.columns.some(column => column.autoIncrement)
      if (counted) database.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(table)
    },
  }
}

function alterTable(reader: Reader, schema: string): Command {
  const table = tableName(reader, schema)
  const apply = alteration(reader, table, schema)
  if (reader.accept(',')) throw notSimulated('ALTER TABLE with several changes')
  reader.end()
  return { privilege: 'ALTER', table, apply }
}
