// CREATE TABLE as MySQL writes it: what information_schema will say of the table, and the same table for SQLite.
import { notSimulated, syntaxError } from './errors.ts'
import { quoted, type Reader, type Token } from './tokens.ts'

export interface ColumnDefinition {
  readonly name: string
  /** `bigint`, as information_schema's DATA_TYPE. */
  readonly dataType: string
  /** `bigint unsigned`, as information_schema's COLUMN_TYPE. */
  readonly columnType: string
  readonly length: number | null
  readonly nullable: boolean
  /** A literal, or `CURRENT_TIMESTAMP`; null when there is no default. */
  readonly fallback: string | null
  readonly autoIncrement: boolean
}

export interface IndexDefinition {
  readonly name: string
  readonly unique: boolean
  readonly columns: readonly string[]
}

export interface TableDefinition {
  readonly table: string
  readonly columns: readonly ColumnDefinition[]
  /** The primary key is called PRIMARY. */
  readonly indexes: readonly IndexDefinition[]
}

export const affinities: Readonly<Record<string, 'integer' | 'text' | 'real' | 'other'>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  integer: 'integer',
  bigint: 'integer',
  boolean: 'integer',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  double: 'real',
  float: 'real',
  decimal: 'other',
  date: 'other',
  datetime: 'other',
  timestamp: 'other',
  blob: 'other',
  longblob: 'other',
  varbinary: 'other',
}

/** Reads the statement after `CREATE TABLE [IF NOT EXISTS] name`. */
export function readTable(table: string, reader: Reader): TableDefinition {
  const columns: ColumnDefinition[] = []
  const indexes: IndexDefinition[] = []
  reader.expect('(')
  do {
    const index = readIndex(reader)
    if (index) indexes.push(index)
    else columns.push(readColumn(reader, indexes))
  } while (reader.accept(','))
  reader.expect(')')
  readTableOptions(reader)
  const key = indexes.find(index => index.name === 'PRIMARY')
  return {
    table,
    columns: columns.map(column => (key?.columns.includes(column.name) ? { ...column, nullable: false } : column)),
    indexes,
  }
}

/** ENGINE, CHARSET, COLLATE and the like change nothing here. */
function readTableOptions(reader: Reader): void {
  while (!reader.ended) {
    const token = reader.take()
    if (token.value === 'SELECT' || token.value === 'AS' || token.value === 'PARTITION')
      throw notSimulated(`CREATE TABLE … ${token.value}`)
  }
}

function readIndex(reader: Reader): IndexDefinition | undefined {
  for (const word of ['CONSTRAINT', 'FOREIGN', 'CHECK', 'FULLTEXT', 'SPATIAL']) {
    if (reader.accept(word)) throw notSimulated(`${word} in CREATE TABLE`)
  }
  if (reader.accept('PRIMARY', 'KEY')) return { name: 'PRIMARY', unique: true, columns: readKeyColumns(reader) }
  const unique = reader.accept('UNIQUE')
  if (!reader.accept('KEY') && !reader.accept('INDEX') && !unique) return undefined
  const name = reader.peek()?.text === '(' ? undefined : reader.name()
  const columns = readKeyColumns(reader)
  return { name: name ?? columns[0] ?? '', unique, columns }
}

/** Prefix lengths, as in `meta_key(191)`, are read and forgotten. */
export function readKeyColumns(reader: Reader): readonly string[] {
  const columns: string[] = []
  reader.expect('(')
  do {
    columns.push(reader.name())
    readLength(reader)
    if (!reader.accept('ASC')) reader.accept('DESC')
  } while (reader.accept(','))
  reader.expect(')')
  return columns
}

function readLength(reader: Reader): readonly string[] {
  if (!reader.accept('(')) return []
  const parts: string[] = []
  while (!reader.accept(')')) {
    const token = reader.take()
    if (token.text !== ',') parts.push(token.text)
  }
  return parts
}

export function readColumn(reader: Reader, indexes: IndexDefinition[]): ColumnDefinition {
  const name = reader.name()
  const dataType = reader.take().value.toLowerCase()
  if (!affinities[dataType]) throw notSimulated(`column type ${dataType}`)
  const length = readLength(reader)
  const unsigned = reader.accept('UNSIGNED') ? ' unsigned' : ''
  const rest = { nullable: true, fallback: null as string | null, autoIncrement: false }
  for (let token = reader.peek(); token && token.text !== ',' && token.text !== ')'; token = reader.peek()) {
    if (reader.accept('NOT', 'NULL')) rest.nullable = false
    else if (reader.accept('NULL')) rest.nullable = true
    else if (reader.accept('AUTO_INCREMENT')) rest.autoIncrement = true
    else if (reader.accept('DEFAULT')) rest.fallback = readDefault(reader)
    else if (reader.accept('PRIMARY', 'KEY')) indexes.push({ name: 'PRIMARY', unique: true, columns: [name] })
    else if (reader.accept('UNIQUE')) indexes.push({ name, unique: true, columns: [name] })
    else if (reader.accept('CHARACTER', 'SET') || reader.accept('COLLATE') || reader.accept('COMMENT')) reader.take()
    else throw notSimulated(`${reader.rest().split(/[\s,)]/)[0]} in a column definition`)
  }
  const columnType = `${dataType}${length.length > 0 ? `(${length.join(',')})` : ''}${unsigned}`
  const size = affinities[dataType] === 'text' && length[0] ? Number(length[0]) : null
  return { name, dataType, columnType, length: size, ...rest }
}

function readDefault(reader: Reader): string | null {
  const token: Token = reader.take()
  if (token.kind === 'string') return quoted(token.value)
  if (token.kind === 'number') return token.text
  if (token.text === '-') return `-${reader.take().text}`
  if (token.value === 'NULL') return null
  if (token.value !== 'CURRENT_TIMESTAMP' && token.value !== 'NOW') throw syntaxError(token.text)
  if (reader.accept('(')) reader.expect(')')
  return 'CURRENT_TIMESTAMP'
}
