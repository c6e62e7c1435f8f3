// MySQL's functions whose result depends on their arguments alone.
import { hash } from 'node:crypto'
import type { SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { addInterval, dateText, formatDate, parseDate, unitsBetween } from './dates.ts'

type Value = SQLInputValue
type Table = Readonly<Record<string, (...values: Value[]) => Value>>

export const text = (value: Value): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)
const bytes = (value: Value): Uint8Array => (value instanceof Uint8Array ? value : Buffer.from(String(value)))
const byteLength = (value: Value): number =>
  value instanceof Uint8Array ? value.length : Buffer.byteLength(String(value))
/** In one call: a proof of data digests every row of a table. */
const digest = (algorithm: string, value: Value) =>
  hash(algorithm, value instanceof Uint8Array ? value : String(value), 'hex')

/** NULL in, NULL out; everything in this table depends on its arguments only. */
export const pure: Table = {
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
  length: value => byteLength(value ?? ''),
  octet_length: value => byteLength(value ?? ''),
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
  conv: (value, from, to) => conv(text(value ?? ''), Number(from), Number(to)),
  substring_index: (value, delimiter, count) => {
    const parts = text(value ?? '').split(text(delimiter ?? ''))
    const wanted = Number(count)
    return (wanted < 0 ? parts.slice(wanted) : parts.slice(0, wanted)).join(text(delimiter ?? ''))
  },
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

/** Between bases 2 to 36, up to 64 bits. */
function conv(value: string, from: number, to: number): Value {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, from)
  let sum = 0n
  for (const digit of value.toLowerCase()) {
    const at = digits.indexOf(digit)
    if (at < 0) break
    sum = sum * BigInt(from) + BigInt(at)
  }
  return (sum & 0xffff_ffff_ffff_ffffn).toString(to).toUpperCase()
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
