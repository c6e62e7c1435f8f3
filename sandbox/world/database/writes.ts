// INSERT, REPLACE, UPDATE and DELETE: the MySQL forms that SQLite writes in another order.
import { notSimulated, syntaxError } from './errors.ts'
import { quoted, type Token } from './tokens.ts'
import { translate } from './translate.ts'

export function translateWrite(tokens: readonly Token[], schema: string): string {
  const verb = tokens[0]?.value
  if (verb === 'INSERT' || verb === 'REPLACE') return insert(tokens, schema)
  if (verb === 'UPDATE') return update(tokens, schema)
  return remove(tokens, schema)
}

function insert(tokens: readonly Token[], schema: string): string {
  let rest = tokens.slice(1)
  if (rest[0]?.value === 'OR') throw syntaxError('OR')
  const ignore = rest[0]?.value === 'IGNORE'
  if (ignore) rest = rest.slice(1)
  if (rest[0]?.value === 'INTO') rest = rest.slice(1)
  if (rest.some((token, index) => token.value === 'SET' && token.kind === 'word' && index <= 3))
    throw notSimulated('INSERT … SET')
  const verb = `${tokens[0]?.value}${ignore ? ' OR IGNORE' : ''} INTO `
  const duplicate = rest.findIndex((token, index) => token.value === 'ON' && rest[index + 1]?.value === 'DUPLICATE')
  if (duplicate < 0) return verb + translate(rest, schema)
  if (rest[duplicate - 2]?.value === 'AS') throw notSimulated('a row alias before ON DUPLICATE KEY UPDATE')
  const changes = valuesOfRow(rest.slice(duplicate + 4))
  return `${verb}${translate(rest.slice(0, duplicate), schema)} ON CONFLICT DO UPDATE SET ${translate(changes, schema)}`
}

/** `VALUES(column)` becomes `excluded.column`. */
function valuesOfRow(tokens: readonly Token[]): readonly Token[] {
  const changed: Token[] = []
  for (let index = 0; index < tokens.length; index++) {
    const [token, open, column] = tokens.slice(index, index + 3)
    if (token?.value === 'VALUES' && token.kind === 'word' && open?.text === '(' && column) {
      changed.push({ ...token, value: 'EXCLUDED', text: 'excluded' }, symbol('.'), { ...column, before: '' })
      index += 3
    } else if (token) {
      changed.push(token)
    }
  }
  return changed
}

function update(tokens: readonly Token[], schema: string): string {
  const set = topLevel(tokens, 'SET')
  const target = tokens.slice(1, set)
  if (target.some(token => token.text === ',' || token.value === 'JOIN')) throw notSimulated('UPDATE of several tables')
  const limit = topLevel(tokens, 'LIMIT')
  if (limit < 0) return translate(tokens, schema)
  const condition = firstOf(topLevel(tokens, 'WHERE'), topLevel(tokens, 'ORDER'), limit)
  const head = translate(tokens.slice(0, condition), schema)
  return `${head} ${chosen(translate(target, schema), translate(tokens.slice(condition), schema))}`
}

function remove(tokens: readonly Token[], schema: string): string {
  if (tokens[1]?.value !== 'FROM') throw notSimulated('DELETE of several tables')
  const limit = topLevel(tokens, 'LIMIT')
  if (limit < 0) return translate(tokens, schema)
  const condition = firstOf(topLevel(tokens, 'WHERE'), topLevel(tokens, 'ORDER'), limit)
  const target = translate(tokens.slice(2, condition), schema)
  return `DELETE FROM ${target} ${chosen(target, translate(tokens.slice(condition), schema))}`
}

/** The rows that WHERE, ORDER BY and LIMIT choose: SQLite has no LIMIT on writes. */
function chosen(table: string, rest: string): string {
  return `WHERE rowid IN (SELECT rowid FROM ${table} ${rest})`
}

function firstOf(...positions: readonly number[]): number {
  return Math.min(...positions.filter(position => position >= 0))
}

/** Where the word stands outside parentheses; -1 when it does not. */
function topLevel(tokens: readonly Token[], word: string): number {
  let depth = 0
  return tokens.findIndex(token => {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    return depth === 0 && token.kind === 'word' && token.value === word
  })
}

function symbol(text: string): Token {
  return { kind: 'symbol', text, value: text, before: '' }
}

/** `SHOW TABLES [LIKE '…']` as a query; other SHOW statements are refused by name. */
export function translateShow(tokens: readonly Token[], schema: string): string {
  if (tokens[1]?.value !== 'TABLES') throw notSimulated(`SHOW ${tokens[1]?.text ?? ''}`)
  const pattern = tokens[2]?.value === 'LIKE' ? tokens[3] : undefined
  if (tokens.length > 2 && pattern?.kind !== 'string') throw notSimulated(`SHOW TABLES ${tokens[2]?.text}`)
  const where = pattern ? ` WHERE TABLE_NAME LIKE ${quoted(pattern.value)}` : ''
  return `SELECT TABLE_NAME AS "Tables_in_${schema}" FROM __tables${where} ORDER BY TABLE_NAME`
}
