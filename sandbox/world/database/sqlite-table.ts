// Tables, columns and indexes as SQLite makes them.
import { affinities, type ColumnDefinition, type IndexDefinition, type TableDefinition } from './create-table.ts'
import { named } from './tokens.ts'

/** The statements that make the table in SQLite: the table, then its indexes. */
export function sqliteTable(definition: TableDefinition): readonly string[] {
  const counter = definition.columns.find(column => column.autoIncrement)
  const parts = definition.columns.map(column => sqliteColumn(column))
  for (const index of definition.indexes) {
    if (index.name === 'PRIMARY' && !counter) parts.push(`PRIMARY KEY (${index.columns.map(named).join(', ')})`)
  }
  const others = definition.indexes.filter(index => index.name !== 'PRIMARY')
  return [
    `CREATE TABLE ${named(definition.table)} (${parts.join(', ')})`,
    ...others.map(index => sqliteIndex(definition.table, index)),
  ]
}

export function sqliteIndex(table: string, index: IndexDefinition): string {
  const columns = index.columns.map(named).join(', ')
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${named(`${table}.${index.name}`)} ON ${named(table)} (${columns})`
}

/** Types stay declared as written; checks hold SQLite's loose columns to strict mode (errors 1366 and 1406). */
export function sqliteColumn(column: ColumnDefinition): string {
  const name = named(column.name)
  if (column.autoIncrement) return `${name} INTEGER PRIMARY KEY AUTOINCREMENT`
  const affinity = affinities[column.dataType]
  const wrong = named(`Incorrect integer value for column '${column.name}'`)
  const long = named(`Data too long for column '${column.name}'`)
  return [
    `${name} ${affinity === 'integer' ? column.dataType : column.columnType.replace(' unsigned', '')}`,
    affinity === 'text' ? 'COLLATE NOCASE' : '',
    column.nullable ? '' : 'NOT NULL',
    column.fallback === null ? '' : `DEFAULT ${column.fallback}`,
    affinity === 'integer' ? `CONSTRAINT ${wrong} CHECK (typeof(${name}) IN ('integer', 'null'))` : '',
    affinity === 'text' && column.length !== null
      ? `CONSTRAINT ${long} CHECK (length(${name}) <= ${column.length})`
      : '',
  ]
    .filter(part => part !== '')
    .join(' ')
}
