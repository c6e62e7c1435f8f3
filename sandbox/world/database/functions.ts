// MySQL's functions for SQLite. Time is the database's virtual time; nothing reads the real world.
import { createHash } from 'node:crypto'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { addInterval, dateText, formatDate, parseDate, unitsBetween } from './dates.ts'
import { notSimulated } from './errors.ts'

/** What functions may ask of the statement that runs. */
export interface FunctionContext {
  /** Epoch milliseconds. */
  now(): number
  /** `DATABASE()`, `USER()`, `VERSION()` and `@@…`, by lower-case name; undefined when there is no such variable. */
  variable(name: string): SQLInputValue | undefined
}

type Value = SQLInputValue
type Table = Readonly<Record<string, (...values: Value[]) => Value>>

const text = (value: Value): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)
const bytes = (value: Value): Uint8Array => (value instanceof Uint8Array ? value : Buffer.from(String(value)))
const digest = (algorithm: string, value: Value) => createHash(algorithm).update(bytes(value)).digest('hex')

/** NULL in, NULL out; everything in this table depends on its arguments only. */
const pure: Table = {
  md5: value => digest('md5', value ?? ''),
  sha: value => digest('sha1', value ?? ''),
  sha1: value => digest('sha1', value ?? ''),
  sha2: (value, bits) => {
    const size = Number(bits) === 0 ? 256 : Number(bits)
    return [224, 256, 384, 512].includes(size) ? digest(`sha${size}`, value ?? '') : null
  },
  crc32: value => crc32(bytes(value ?? '')),
  hex: value =>
    typeof value === 'number' && Number.isInteger(value)
      ? value.toString(16).toUpperCase()
      : Buffer.from(bytes(value ?? ''))
          .toString('hex')
          .toUpperCase(),
  unhex: value => Buffer.from(text(value ?? ''), 'hex'),
  concat: (...values) => values.map(text).join(''),
  length: value => bytes(value ?? '').length,
  octet_length: value => bytes(value ?? '').length,
  char_length: value => [...text(value ?? '')].length,
  character_length: value => [...text(value ?? '')].length,
  lower: value => text(value ?? '').toLowerCase(),
  lcase: value => text(value ?? '').toLowerCase(),
  upper: value => text(value ?? '').toUpperCase(),
  ucase: value => text(value ?? '').toUpperCase(),
  left: (value, count) => [...text(value ?? '')].slice(0, Math.max(0, Number(count))).join(''),
  right: (value, count) => (Number(count) <= 0 ? '' : [...text(value ?? '')].slice(-Number(count)).join('')),
  mid: (value, from, count) =>
    [...text(value ?? '')].slice(Number(from) - 1, Number(from) - 1 + Number(count)).join(''),
  repeat: (value, count) => text(value ?? '').repeat(Math.max(0, Number(count))),
  reverse: value => [...text(value ?? '')].reverse().join(''),
  locate: (part, whole, from) =>
    text(whole ?? '')
      .toLowerCase()
      .indexOf(text(part ?? '').toLowerCase(), Number(from ?? 1) - 1) + 1,
  greatest: (...values) => values.reduce((a, b) => (compare(a, b) >= 0 ? a : b)),
  least: (...values) => values.reduce((a, b) => (compare(a, b) <= 0 ? a : b)),
  mod: (a, b) => (Number(b) === 0 ? null : Number(a) % Number(b)),
  date: value => dateText(parseDate(text(value ?? '')))?.slice(0, 10) ?? null,
  year: value => Number(text(value ?? '').slice(0, 4)),
  month: value => Number(text(value ?? '').slice(5, 7)),
  day: value => Number(text(value ?? '').slice(8, 10)),
  hour: value => Number(text(value ?? '').slice(11, 13)),
  minute: value => Number(text(value ?? '').slice(14, 16)),
  second: value => Number(text(value ?? '').slice(17, 19)),
  datediff: (a, b) => unitsBetween('DAY', parseDate(text(b ?? '').slice(0, 10)), parseDate(text(a ?? '').slice(0, 10))),
  timestampdiff: (unit, a, b) => unitsBetween(text(unit ?? ''), parseDate(text(a ?? '')), parseDate(text(b ?? ''))),
  date_add: (value, count, unit) =>
    dateText(addInterval(parseDate(text(value ?? '')), Number(count), text(unit ?? ''))),
  date_sub: (value, count, unit) =>
    dateText(addInterval(parseDate(text(value ?? '')), -Number(count), text(unit ?? ''))),
  date_format: (value, format) => formatDate(parseDate(text(value ?? '')), text(format ?? '')),
  from_unixtime: value => dateText(Number(value) * 1000),
  regexp: (pattern, value) => (new RegExp(text(pattern ?? ''), 'iu').test(text(value ?? '')) ? 1 : 0),
  like: (pattern, value, mark) =>
    likeness(text(pattern ?? ''), mark === undefined ? '\\' : text(mark)).test(text(value ?? '')) ? 1 : 0,
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'string' || typeof b === 'string') return text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0
  return Number(a) - Number(b)
}

const patterns = new Map<string, RegExp>()

/** LIKE, ignoring case as MySQL's default collation does, with backslash as its default mark. */
function likeness(pattern: string, mark: string): RegExp {
  const key = mark + pattern
  const known = patterns.get(key)
  if (known) return known
  let source = ''
  for (let index = 0; index < pattern.length; index++) {
    let character = pattern[index] ?? ''
    const escaped = character === mark && index + 1 < pattern.length
    if (escaped) character = pattern[++index] ?? ''
    if (!escaped && character === '%') source += '[\\s\\S]*'
    else if (!escaped && character === '_') source += '[\\s\\S]'
    else source += character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  }
  const made = new RegExp(`^${source}$`, 'i')
  if (patterns.size > 200) patterns.clear()
  patterns.set(key, made)
  return made
}

/** Functions whose result is chance, a pause or the server's files. */
const refused = [
  'rand',
  'random',
  'randomblob',
  'uuid',
  'uuid_short',
  'sleep',
  'load_file',
  'benchmark',
  'get_lock',
  'release_lock',
]

/** SQLite's own functions that mean the same in MySQL. */
const native = [
  ...[
    'count',
    'sum',
    'avg',
    'min',
    'max',
    'group_concat',
    'coalesce',
    'ifnull',
    'nullif',
    'iif',
    'substr',
    'substring',
  ],
  ...[
    'replace',
    'trim',
    'ltrim',
    'rtrim',
    'instr',
    'abs',
    'round',
    'floor',
    'ceil',
    'ceiling',
    'sign',
    'sqrt',
    'pow',
    'power',
  ],
  ...['row_number', 'rank', 'dense_rank', 'lag', 'lead', 'length', 'typeof', 'current_timestamp'],
]

const own = [
  'isnull',
  'concat_ws',
  'now',
  'utc_timestamp',
  'sysdate',
  'curdate',
  'unix_timestamp',
  'database',
  'schema',
  'user',
  'current_user',
  'version',
  'bit_xor',
  '__variable',
]

/** Every function a statement may call; any other is error 1305. */
export const allowedFunctions: ReadonlySet<string> = new Set([...Object.keys(pure), ...native, ...own, ...refused])

export function defineFunctions(database: DatabaseSync, context: FunctionContext): void {
  for (const [name, implementation] of Object.entries(pure)) {
    const guarded = (...values: Value[]) => (values.some(value => value === null) ? null : implementation(...values))
    database.function(name, { deterministic: true, varargs: true }, guarded)
  }
  database.function('concat_ws', { deterministic: true, varargs: true }, (separator, ...values) =>
    separator === null
      ? null
      : values
          .filter(value => value !== null)
          .map(text)
          .join(text(separator)),
  )
  database.function('isnull', { deterministic: true }, value => (value === null ? 1 : 0))
  for (const name of refused) {
    database.function(name, { varargs: true }, () => {
      throw notSimulated(`${name.toUpperCase()}()`)
    })
  }
  defineTime(database, context)
  defineContext(database, context)
}

function defineTime(database: DatabaseSync, context: FunctionContext): void {
  const now = () => dateText(context.now())
  for (const name of ['now', 'utc_timestamp', 'sysdate', 'current_timestamp'])
    database.function(name, { varargs: true }, now)
  database.function('curdate', { varargs: true }, () => now()?.slice(0, 10) ?? null)
  database.function('unix_timestamp', { varargs: true }, (...values) => {
    if (values.length === 0) return Math.floor(context.now() / 1000)
    const time = values[0] === null || values[0] === undefined ? undefined : parseDate(text(values[0]))
    return time === undefined ? null : Math.floor(time / 1000)
  })
}

function defineContext(database: DatabaseSync, context: FunctionContext): void {
  for (const name of ['database', 'schema', 'user', 'current_user', 'version']) {
    database.function(name, () => context.variable(name) ?? null)
  }
  database.function('__variable', name => {
    const value = context.variable(text(name))
    if (value === undefined) throw notSimulated(`@@${text(name)}`)
    return value
  })
  database.aggregate('bit_xor', {
    start: () => 0n,
    step: (sum: bigint, value: Value) => (value === null ? sum : sum ^ BigInt(value as number)),
    result: (sum: bigint) => sum,
  })
}
