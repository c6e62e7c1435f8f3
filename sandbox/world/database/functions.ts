// MySQL's functions for SQLite. Time is the database's virtual time; nothing reads the real world.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { dateText, parseDate } from './dates.ts'
import { notSimulated } from './errors.ts'
import { pure, text } from './pure-functions.ts'

/** What functions may ask of the statement that runs. */
export interface FunctionContext {
  /** Epoch milliseconds. */
  now(): number
  /** `DATABASE()`, `USER()`, `VERSION()` and `@@…`, by lower-case name; undefined when there is no such variable. */
  variable(name: string): SQLInputValue | undefined
}

type Value = SQLInputValue
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
  '__cut',
]

/** What MySQL has and this simulation has not; functions in neither list do not exist (error 1305). */
const missing = new RegExp(
  `^(${[
    'json_.+|st_.+|regexp_.+|aes_.+|is_.+|inet.+|bit_and|bit_or|bit_count|std.*|var.*|any_value|convert|format|elt|field',
    'find_in_set|insert|lpad|rpad|space|strcmp|ascii|ord|char|bin|oct|to_base64|from_base64|str_to_date|time|timestamp',
    'adddate|subdate|week.*|dayof.+|dayname|monthname|quarter|last_day|extract|to_days|from_days|to_seconds|sec_to_time',
    'time_to_sec|timediff|addtime|makedate|timestampadd|curtime|utc_time|localtime|last_insert_id|row_count|found_rows',
    'connection_id|session_user|system_user|truncate|exp|ln|log.*|pi|sin|cos|tan|degrees|radians|soundex|quote|compress',
    'uncompress|random_bytes|first_value|last_value|ntile|export_set',
  ].join('|')})$`,
)

export function isMissing(name: string): boolean {
  return missing.test(name)
}

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
  // group_concat_max_len is 1024 by default.
  database.function('__cut', { deterministic: true }, value =>
    value === null ? null : Buffer.from(text(value)).subarray(0, 1024).toString('utf8'),
  )
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
