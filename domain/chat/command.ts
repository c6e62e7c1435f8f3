// What stands after `/dr`, read: one of eight deeds, its scenario or run, fields of the request, and the reason.
import type { Mode } from '../run.ts'
import type { Weight } from './speaker.ts'

type Fields = Readonly<Record<string, unknown>>

export type Command =
  | { readonly does: 'help' | 'list' | 'runs' }
  | { readonly does: 'explain'; readonly scenario: string }
  | { readonly does: Mode; readonly scenario: string; readonly input: Fields; readonly reason: string | null }
  | { readonly does: 'status'; readonly run: string | null }
  | { readonly does: 'abort'; readonly run: string; readonly reason: string }

export interface Misunderstood {
  readonly does: 'misunderstood'
  /** What was given and what is allowed, for whoever typed it. */
  readonly why: string
}

export const deeds = ['list', 'explain', 'drill', 'recover', 'status', 'runs', 'abort', 'help'] as const

/** Characters of a reason; longer ones are refused rather than cut. */
const MOST_REASON = 500
const LEAST_REASON = 10
const RUN = /^[\w-]{1,80}$/
const SCENARIO = /^[a-z][a-z-]{1,40}$/

export function parseCommand(text: string): Command | Misunderstood {
  const [asked, reason] = splitReason(plain(text))
  const words = wordsOf(asked)
  if (typeof words === 'string') return wrong(words)
  const [deed = 'help', ...rest] = words
  if (reason !== null && reason.length > MOST_REASON)
    return wrong(`the reason has ${reason.length} characters; ${MOST_REASON} are allowed`)
  switch (deed) {
    case 'help':
    case 'list':
    case 'runs':
      return rest.length === 0 ? { does: deed } : wrong(`\`${deed}\` takes nothing after it`)
    case 'explain':
      return withScenario(rest, (scenario, more) =>
        more.length === 0 ? { does: 'explain', scenario } : wrong('`explain` takes one scenario'),
      )
    case 'drill':
    case 'recover':
      return withScenario(rest, (scenario, more) => start(deed, { scenario, words: more, reason }))
    case 'status':
      return status(rest)
    case 'abort':
      return abort(rest, reason)
    default:
      return wrong(`there is no \`${deed.slice(0, 40)}\`; there are ${deeds.join(', ')}`)
  }
}

export function weightOf({ does }: Command | Misunderstood): Weight {
  if (does === 'drill' || does === 'recover') return 'ask'
  return does === 'abort' ? 'stop' : 'look'
}

/** Phones and Slack itself improve quotation marks and dashes, and write three characters as entities. */
const plain = (text: string): string =>
  text
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/<(https?:\/\/[^>|]+)(\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()

function splitReason(text: string): readonly [string, string | null] {
  const match = /(^|\s)because(\s+|$)/.exec(text)
  if (!match) return [text, null]
  return [text.slice(0, match.index), text.slice(match.index + match[0].length).trim()]
}

/** Words by spaces; `key="several words"` is one of them. A text when a quotation mark is left open. */
function wordsOf(text: string): readonly string[] | string {
  const words = text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []
  return (text.match(/"/g)?.length ?? 0) % 2 === 0 ? words : 'a quotation mark is not closed'
}

function withScenario(
  [scenario = '', ...rest]: readonly string[],
  then: (scenario: string, rest: readonly string[]) => Command | Misunderstood,
): Command | Misunderstood {
  return SCENARIO.test(scenario) ? then(scenario, rest) : wrong('name a scenario; `/dr list` shows them')
}

interface Start {
  readonly scenario: string
  readonly words: readonly string[]
  readonly reason: string | null
}

function start(does: Mode, { scenario, words, reason }: Start): Command | Misunderstood {
  const fields: [string, unknown][] = []
  for (const word of words) {
    const [, key, value = ''] = /^([a-z]\w{0,40})=(.*)$/is.exec(word) ?? []
    if (key === undefined)
      return wrong(`\`${word.slice(0, 60)}\` is no field; say key=value, and the reason after the word because`)
    if (fields.some(([known]) => known === key)) return wrong(`\`${key}\` is given twice`)
    fields.push([key, valueIn(value.replaceAll('"', ''), value)])
  }
  if (does === 'recover' && (reason?.length ?? 0) < LEAST_REASON)
    return wrong(`say why, after the word because, in at least ${LEAST_REASON} characters: it is recorded`)
  return { does, scenario, input: Object.fromEntries(fields), reason }
}

/** JSON where it is a number, a truth value, null, a list or an object; else the text as it stands. */
function valueIn(text: string, written: string): unknown {
  const json = /^[[{]/.test(written) ? written : text
  if (!/^(-?\d+(\.\d+)?|true|false|null|\[.*\]|\{.*\})$/s.test(json)) return text
  try {
    return JSON.parse(json)
  } catch {
    // Not JSON after all: the scenario's own schema says what is wrong with the text.
    return text
  }
}

function status(rest: readonly string[]): Command | Misunderstood {
  const [run = null, ...more] = rest
  if (more.length > 0 || (run !== null && !RUN.test(run))) return wrong('`status` takes one run; `/dr runs` shows them')
  return { does: 'status', run }
}

function abort([run = '', ...more]: readonly string[], reason: string | null): Command | Misunderstood {
  if (!RUN.test(run) || more.length > 0) return wrong('name the run to abort; `/dr runs` shows them')
  if ((reason?.length ?? 0) < LEAST_REASON)
    return wrong(`say why, after the word because, in at least ${LEAST_REASON} characters: it is recorded`)
  return { does: 'abort', run, reason: reason ?? '' }
}

const wrong = (why: string): Misunderstood => ({ does: 'misunderstood', why })
