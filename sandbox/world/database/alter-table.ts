// ALTER TABLE, one change at a time: columns and indexes.
import type { DatabaseSync } from 'node:sqlite'
import type { Catalogue } from './catalogue.ts'
import { type IndexDefinition, readColumn, readKeyColumns, type TableDefinition } from './create-table.ts'
import type { Command } from './definitions.ts'
import { notSimulated, SqlError } from './errors.ts'
import { sqliteColumn, sqliteIndex } from './sqlite-table.ts'
import { named, type Reader } from './tokens.ts'

export function alteration(reader: Reader, table: string, schema: string): Command['apply'] {
  if (reader.accept('DROP')) {
    if (reader.accept('INDEX') || reader.accept('KEY') || reader.accept('PRIMARY'))
      throw notSimulated('ALTER TABLE … DROP INDEX')
    reader.accept('COLUMN')
    const column = reader.name()
    return (database, catalogue) => {
      const definition = need(catalogue, table, schema)
      database.exec(`ALTER TABLE ${named(table)} DROP COLUMN ${named(column)}`)
      catalogue.put({ ...definition, columns: definition.columns.filter(each => each.name !== column) })
    }
  }
  if (!reader.accept('ADD')) throw notSimulated(`ALTER TABLE … ${reader.rest().split(' ')[0]}`)
  const unique = reader.accept('UNIQUE')
  if (reader.accept('INDEX') || reader.accept('KEY') || unique) {
    const index = { name: reader.name(), unique, columns: readKeyColumns(reader) }
    return (database, catalogue) => addIndex(database, catalogue, { table, index, schema })
  }
  return addColumn(reader, table, schema)
}

function addColumn(reader: Reader, table: string, schema: string): Command['apply'] {
  reader.accept('COLUMN')
  const column = readColumn(reader, [])
  if (column.autoIncrement || (!column.nullable && column.fallback === null)) {
    throw notSimulated('ALTER TABLE … ADD COLUMN that is AUTO_INCREMENT, or NOT NULL without a default')
  }
  return (database, catalogue) => {
    const definition = need(catalogue, table, schema)
    database.exec(`ALTER TABLE ${named(table)} ADD COLUMN ${sqliteColumn(column)}`)
    catalogue.put({ ...definition, columns: [...definition.columns, column] })
  }
}

export function addIndex(
  database: DatabaseSync,
  catalogue: Catalogue,
  { table, index, schema }: { readonly table: string; readonly index: IndexDefinition; readonly schema: string },
): void {
  const definition = need(catalogue, table, schema)
  database.exec(sqliteIndex(table, index))
  catalogue.put({ ...definition, indexes: [...definition.indexes, index] })
}

export function need(catalogue: Catalogue, table: string, schema: string): TableDefinition {
  const definition = catalogue.find(table)
  if (!definition) throw new SqlError(1146, `Table '${schema}.${table}' doesn't exist`)
  return definition
}
