// The facts of a question as they are shown: each by its name, in as many sections as Slack needs.
import { cut, LIMITS, safe } from './blocks.ts'

const MOST_VALUE = 700
const MOST_SECTIONS = 6

/** Texts of sections, none longer than Slack allows; what does not fit is said to be missing. */
export function factLines(facts: Readonly<Record<string, unknown>>): readonly string[] {
  const lines = Object.entries(facts).map(([name, value]) => `*${safe(words(name))}*: ${shown(value)}`)
  const sections: string[] = []
  for (const line of lines) {
    const last = sections.at(-1)
    if (last !== undefined && last.length + line.length < LIMITS.section)
      sections[sections.length - 1] = `${last}\n${line}`
    else sections.push(line)
  }
  if (sections.length <= MOST_SECTIONS) return sections
  return [...sections.slice(0, MOST_SECTIONS), '_There is more, which the command line shows: `muster watch`._']
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(each => `\n  • ${one(each, 300)}`).join('')
  return one(value, MOST_VALUE)
}

const one = (value: unknown, most: number): string => cut(safe(textOf(value)), most)

/** Proofs and the like are objects; `ok` says how it went. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value) ?? 'none'
  const { ok, ...fields } = value as Readonly<Record<string, unknown>>
  const mark = ok === true ? '✓ ' : ok === false ? '✗ ' : ''
  return (
    mark +
    Object.entries(fields)
      .map(([name, each]) => `${words(name)}: ${plain(each)}`)
      .join(', ')
  )
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'))

/** `waivedBecause` as `waived because`. */
const words = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
