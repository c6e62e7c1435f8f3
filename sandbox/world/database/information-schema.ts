// information_schema, rebuilt in temporary tables just before a statement reads it.
import type { DatabaseSync } from 'node:sqlite'
import type { Catalogue } from './catalogue.ts'
import type { TableDefinition } from './create-table.ts'

/** Column names in upper case: MySQL 8 labels them so whatever the query's case (`TABLE_NAME`, not `table_name`). */
const tables: Readonly<Record<string, readonly string[]>> = {
  __schemata: ['CATALOG_NAME', 'SCHEMA_NAME', 'DEFAULT_CHARACTER_SET_NAME', 'DEFAULT_COLLATION_NAME'],
  __tables: [
    ...[
      'TABLE_CATALOG',
      'TABLE_SCHEMA',
      'TABLE_NAME',
      'TABLE_TYPE',
      'ENGINE',
      'TABLE_ROWS BIGINT',
      'DATA_LENGTH BIGINT',
    ],
    ...['AUTO_INCREMENT BIGINT', 'TABLE_COLLATION', 'CREATE_TIME DATETIME', 'UPDATE_TIME DATETIME'],
  ],
  __columns: [
    ...['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'COLUMN_NAME', 'ORDINAL_POSITION BIGINT', 'COLUMN_DEFAULT'],
    ...['IS_NULLABLE', 'DATA_TYPE', 'CHARACTER_MAXIMUM_LENGTH BIGINT', 'COLUMN_TYPE', 'COLUMN_KEY', 'EXTRA'],
  ],
  __statistics: [
    ...['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'NON_UNIQUE BIGINT', 'INDEX_SCHEMA', 'INDEX_NAME'],
    ...['SEQ_IN_INDEX BIGINT', 'COLUMN_NAME'],
  ],
}

export const informationTables: ReadonlySet<string> = new Set(Object.keys(tables))

/** Makes the temporary tables, empty, so that statements on them can be prepared. */
export function createInformationSchema(database: DatabaseSync): void {
  for (const [table, columns] of Object.entries(tables)) {
    const typed = columns.map(column => (column.includes(' ') ? column : `${column} TEXT COLLATE NOCASE`))
    database.exec(`CREATE TEMP TABLE ${table} (${typed.join(', ')})`)
  }
}

/** `visible` says which tables the account may see: information_schema shows only those it has a privilege on. */
export function fillInformationSchema(
  database: DatabaseSync,
  catalogue: Catalogue,
  scope: { readonly schema: string; readonly visible: (table: string) => boolean },
): void {
  for (const table of informationTables) database.exec(`DELETE FROM temp.${table}`)
  const { schema } = scope
  insert(database, '__schemata', ['def', schema, 'utf8mb4', 'utf8mb4_0900_ai_ci'])
  for (const definition of catalogue.tables) {
    if (scope.visible(definition.table)) fillTable(database, schema, definition, estimate(definition.table, catalogue))
  }
}

/**
 * InnoDB's TABLE_ROWS is an estimate, off by up to half (MySQL 8.0 reference, INFORMATION_SCHEMA TABLES). Here it is
 * exact below 100 rows and then up to a tenth too low or too high, always the same for a table, so that nobody takes it
 * for a count.
 */
function estimate(table: string, catalogue: Catalogue): number {
  const rows = catalogue.count(table)
  if (rows < 100) return rows
  const skew = [...table].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1009, 7) / 1009
  return Math.round(rows * (0.9 + 0.2 * skew))
}

function fillTable(database: DatabaseSync, schema: string, definition: TableDefinition, rows: number): void {
  const { table } = definition
  insert(database, '__tables', [
    'def',
    schema,
    table,
    'BASE TABLE',
    'InnoDB',
    rows,
    16384,
    null,
    'utf8mb4_0900_ai_ci',
    null,
    null,
  ])
  definition.columns.forEach((column, index) => {
    const key = keyOf(definition, column.name)
    const extra = column.autoIncrement ? 'auto_increment' : ''
    const fallback = column.fallback?.replace(/^'(.*)'$/s, '$1') ?? null
    insert(database, '__columns', [
      ...['def', schema, table, column.name, index + 1, fallback, column.nullable ? 'YES' : 'NO', column.dataType],
      ...[column.length, column.columnType, key, extra],
    ])
  })
  for (const index of definition.indexes) {
    index.columns.forEach((column, position) => {
      const unique = index.unique ? 0 : 1
      insert(database, '__statistics', ['def', schema, table, unique, schema, index.name, position + 1, column])
    })
  }
}

function keyOf(definition: TableDefinition, column: string): 'PRI' | 'UNI' | 'MUL' | '' {
  const leading = definition.indexes.filter(index => index.columns[0] === column)
  if (definition.indexes.some(index => index.name === 'PRIMARY' && index.columns.includes(column))) return 'PRI'
  if (leading.some(index => index.unique && index.columns.length === 1)) return 'UNI'
  return leading.length > 0 ? 'MUL' : ''
}

function insert(database: DatabaseSync, table: string, values: readonly (string | number | null)[]): void {
  database.prepare(`INSERT INTO temp.${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values)
}
