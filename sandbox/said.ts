// What a verb's result says in a line, without knowing the verb: its own words if it has some, else its plain fields.

const WORDS = ['summary', 'reason', 'note', 'message'] as const

/** At most 160 characters; empty when there is nothing to say. */
export function said(result: unknown): string {
  return text(result).slice(0, 160)
}

function text(result: unknown): string {
  if (typeof result !== 'object' || result === null) return ''
  const fields = result as Readonly<Record<string, unknown>>
  if (fields.status === 'ready') return text(fields.value)
  for (const word of WORDS) if (typeof fields[word] === 'string') return fields[word]
  return Object.entries(fields)
    .filter(([key, value]) => !/arn$|Id$/i.test(key) && isPlain(value))
    .map(([key, value]) => `${key} ${shown(value)}`)
    .slice(0, 4)
    .join(', ')
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && value.length > 0 && value.length <= 80) ||
  isShortList(value)

const isShortList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= 4 &&
  value.every(each => typeof each === 'string' && each.length <= 60)

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value))
