// What a schema allows where it found a fault, in words for the person who wrote the value.
import type * as z from 'zod'

/** Messages that zod writes itself; any other message was written by us and says what is allowed. */
const ZODS_OWN = /^(Invalid|Too |Unrecognized)/

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields',
  record: 'fields',
  null: 'null',
}

export function allowedBy(issue: z.core.$ZodIssue): string {
  if (!ZODS_OWN.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return `one of ${issue.values.map(value => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      return size('at least', issue.minimum, issue.origin)
    case 'too_big':
      return size('at most', issue.maximum, issue.origin)
    case 'invalid_format':
      return format(issue)
    default:
      return issue.message
  }
}

function size(bound: string, count: number | bigint, origin: string): string {
  if (origin === 'string') return `text of ${bound} ${count} ${count === 1 ? 'character' : 'characters'}`
  if (origin === 'array' || origin === 'set') return `${bound} ${count} entries`
  return `${bound} ${count}`
}

function format(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'url') return 'an address with its scheme, such as https://www.example.com'
  if (issue.format === 'starts_with' && 'prefix' in issue) return `text that begins with "${issue.prefix}"`
  if (issue.format === 'regex' && issue.pattern) return `text that matches ${issue.pattern}`
  return `text in the form "${issue.format}"`
}

/** The value at a path, for messages; undefined where there is none. */
export function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  )
}

/** A value as it is quoted in messages: short, `nothing` when absent. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
