// Rewrites the expressions of a MySQL statement, token by token, into what SQLite understands.
import { notSimulated, syntaxError } from './errors.ts'
import { named, quoted, type Token } from './tokens.ts'

/** Names that only the engine may use; information_schema is read through tables so named. */
export const hidden = '__'

const casts: Readonly<Record<string, string>> = {
  UNSIGNED: 'INTEGER',
  SIGNED: 'INTEGER',
  CHAR: 'TEXT',
  DOUBLE: 'REAL',
  DECIMAL: 'NUMERIC',
  DATETIME: 'TEXT',
  DATE: 'TEXT',
}

const units = new Set(['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'YEAR'])

const refused = new Set([
  'SQL_CALC_FOUND_ROWS',
  'RETURNING',
  'XOR',
  'OUTFILE',
  'DUMPFILE',
  'HANDLER',
  'MATCH',
  'REGEXP_LIKE',
  'PRAGMA',
])

/** What SQLite would understand and MySQL does not. */
const foreign = new Set(['GLOB', 'NOTNULL', 'CONFLICT', 'NULLS', 'AUTOINCREMENT', 'INDEXED', 'VACUUM', 'ATTACH'])
const foreignCasts = new Set(['TEXT', 'INTEGER', 'REAL', 'NUMERIC', 'BLOB', 'INT', 'VARCHAR'])

/** Names in MySQL, reserved words in SQLite. */
const quotedWords = new Set(['NOTHING', 'TRANSACTION', 'DEFERRABLE', 'COMMIT', 'ISNULL'])

const words: Readonly<Record<string, string>> = {
  RLIKE: 'REGEXP',
  UTC_TIMESTAMP: 'UTC_TIMESTAMP',
  CURRENT_TIMESTAMP: 'NOW',
  LOCALTIMESTAMP: 'NOW',
  CURRENT_DATE: 'CURDATE',
  UTC_DATE: 'CURDATE',
}

const symbols: Readonly<Record<string, string>> = { '||': 'OR', '&&': 'AND', '<=>': 'IS', '/': '* 1.0 /', '!': 'NOT' }

/** `schema` is the one schema there is; its name before a table is dropped. */
export function translate(tokens: readonly Token[], schema: string): string {
  let text = ''
  for (let index = 0; index < tokens.length; ) {
    const [piece, taken] = rewrite(tokens, index, schema)
    text += (index === 0 ? '' : spaced(tokens[index])) + piece
    index += taken
  }
  return text
}

function spaced(token: Token | undefined): string {
  // A symbol that became a word needs room: `a||b` is `a OR b`.
  if (token?.kind === 'symbol' && symbols[token.text] !== undefined) return ' '
  return token?.before ?? ''
}

type Piece = readonly [text: string, taken: number]

function rewrite(tokens: readonly Token[], index: number, schema: string): Piece {
  const token = tokens[index]
  if (!token) return ['', 1]
  const qualified = schemaName(tokens, index, schema)
  if (qualified) return qualified
  switch (token.kind) {
    case 'name':
      return [named(token.value), 1]
    case 'string':
      return [quoted(token.value), 1]
    case 'number':
      return [/^0x/i.test(token.text) ? `X'${token.text.slice(2)}'` : token.text, 1]
    case 'variable':
      return [`__variable(${quoted(token.text.replace(/^@@(global\.|session\.)?/i, '').toLowerCase())})`, 1]
    case 'symbol':
      return symbol(token, tokens[index + 1])
    case 'word':
      return groupConcat(tokens, index, schema) ?? word(tokens, index)
    case 'parameter':
      return [token.text, 1]
  }
}

function symbol(token: Token, after: Token | undefined): Piece {
  if (token.text === ':=' || token.text.startsWith('->') || token.text === '?') throw notSimulated(token.text)
  if (token.text === '=' && after?.text === '=' && after.before === '') throw syntaxError('==')
  const other = symbols[token.text]
  return [other === undefined ? token.text : `${other} `, 1]
}

function schemaName(tokens: readonly Token[], index: number, schema: string): Piece | undefined {
  const [first, dot, table] = [tokens[index], tokens[index + 1], tokens[index + 2]]
  if (dot?.text !== '.' || !first || !table || tokens[index - 1]?.text === '.') return undefined
  if (first.kind !== 'word' && first.kind !== 'name') return undefined
  const name = first.kind === 'name' ? first.value : first.text
  if (name.toLowerCase() === 'information_schema') {
    return [named(`${hidden}${(table.kind === 'name' ? table.value : table.text).toLowerCase()}`), 3]
  }
  return name === schema ? ['', 2] : undefined
}

function word(tokens: readonly Token[], index: number): Piece {
  const { value, text } = tokens[index] as Token
  const following = tokens[index + 1]
  if (refused.has(value)) throw notSimulated(value)
  if (foreign.has(value)) throw syntaxError(text)
  if (quotedWords.has(value)) return [named(text), 1]
  const call = following?.text === '('
  const other = words[value]
  if (other !== undefined) {
    if (value === 'RLIKE' || (value === 'UTC_TIMESTAMP' && call)) return [other, 1]
    return call ? [other, 1] : [`${other}()`, 1]
  }
  switch (value) {
    case 'IF':
      return [call ? 'IIF' : text, 1]
    case 'DIV':
      return ['/', 1]
    case 'MOD':
      return [call ? text : '%', 1]
    case 'LOCALTIME':
    case 'CURRENT_TIME':
      throw notSimulated(value)
    case 'INTERVAL':
      return interval(tokens, index)
    case 'BINARY':
      if (tokens[index - 1]?.value === 'AS') return ['BLOB', 1]
      throw notSimulated('BINARY')
    case 'COLLATE':
      return [following?.text.toLowerCase().endsWith('_bin') ? 'COLLATE BINARY' : 'COLLATE NOCASE', 2]
    case '_UTF8MB4':
    case '_UTF8':
      return ['', 1]
    case 'FOR':
      return following?.value === 'UPDATE' || following?.value === 'SHARE' ? ['', 2] : [text, 1]
    default:
      return typed(tokens, index) ?? [text, 1]
  }
}

/** Words that name a type or unit: `CAST(x AS UNSIGNED)`, `DATE_SUB(x, INTERVAL 1 DAY)`, `TIMESTAMPDIFF(SECOND, a, b)`. */
function typed(tokens: readonly Token[], index: number): Piece | undefined {
  const { value } = tokens[index] as Token
  const [before, after] = [tokens[index - 1], tokens[index + 1]]
  const cast = casts[value]
  if (foreignCasts.has(value) && before?.value === 'AS' && after?.text === ')') throw syntaxError(value)
  if (cast !== undefined && before?.value === 'AS' && (after?.text === ')' || after?.text === '(')) return [cast, 1]
  if (units.has(value) && before?.text === '(' && after?.text === ',') return [quoted(value), 1]
  if (units.has(value) && tokens[index - 2]?.value === 'INTERVAL') return [`, ${quoted(value)}`, 1]
  return undefined
}

function interval(tokens: readonly Token[], index: number): Piece {
  if (tokens[index - 1]?.text !== ',') throw notSimulated('INTERVAL outside DATE_ADD and DATE_SUB')
  return ['', 1]
}

/** `GROUP_CONCAT([DISTINCT] x [ORDER BY …] [SEPARATOR '…'])`, cut after 1024 bytes, as MySQL does by default. */
function groupConcat(tokens: readonly Token[], index: number, schema: string): Piece | undefined {
  if (tokens[index]?.value !== 'GROUP_CONCAT' || tokens[index + 1]?.text !== '(') return undefined
  const inner = parenthesised(tokens, index + 1)
  const separatorAt = inner.findIndex(token => token.value === 'SEPARATOR' && token.kind === 'word')
  const separator = separatorAt < 0 ? undefined : inner[separatorAt + 1]
  const rest = separatorAt < 0 ? inner : inner.slice(0, separatorAt)
  const orderAt = rest.findIndex((token, at) => token.value === 'ORDER' && rest[at + 1]?.value === 'BY')
  const expression = orderAt < 0 ? rest : rest.slice(0, orderAt)
  const order = orderAt < 0 ? '' : ` ${translate(rest.slice(orderAt), schema)}`
  const distinct = expression[0]?.value === 'DISTINCT'
  if (distinct && separator && separator.value !== ',') throw notSimulated('GROUP_CONCAT(DISTINCT … SEPARATOR …)')
  const by = distinct ? '' : `, ${quoted(separator?.value ?? ',')}`
  return [`__cut(group_concat(${translate(expression, schema)}${by}${order}))`, inner.length + 3]
}

/** The tokens between the parenthesis at `open` and its partner; one argument only. */
function parenthesised(tokens: readonly Token[], open: number): readonly Token[] {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    const { text } = tokens[index] as Token
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    if (text === ',' && depth === 1) throw notSimulated('GROUP_CONCAT of several expressions')
    if (depth === 0) return tokens.slice(open + 1, index)
  }
  throw syntaxError('GROUP_CONCAT')
}
