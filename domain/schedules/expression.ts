// Schedule expressions, `cron(…)`, `rate(…)` and `at(…)`, and when they come due in a time zone.
import { type Cron, ExpressionFault, parseCron } from './cron.ts'
import { instantOf, wallTime } from './time-zone.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Expression =
  | { readonly kind: 'cron'; readonly cron: Cron }
  /** Milliseconds. */
  | { readonly kind: 'rate'; readonly every: number }
  /** What the zone's clock shows, as if it were UTC. */
  | { readonly kind: 'at'; readonly wall: number }

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY }

/** @throws ExpressionFault */
export function parseExpression(text: string): Expression {
  const [, kind, inside = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? []
  if (kind === 'cron') return { kind, cron: parseCron(inside) }
  if (kind === 'rate') {
    const [, count = '0', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(inside) ?? []
    const every = Number(count) * (UNITS[unit] ?? 0)
    if (every === 0) throw new ExpressionFault(`${text}: a rate is a positive number of minutes, hours or days`)
    return { kind, every }
  }
  const wall = kind === 'at' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside) ? Date.parse(`${inside}Z`) : Number.NaN
  if (Number.isNaN(wall))
    throw new ExpressionFault(
      `given "${text}"; allowed are cron(minutes hours day-of-month month day-of-week year), rate(value unit) and at(yyyy-mm-ddThh:mm:ss)`,
    )
  return { kind: 'at', wall }
}

/** What is wrong with an expression, or nothing. */
export function expressionFault(text: string): string | undefined {
  try {
    parseExpression(text)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionFault) return error.message
    throw error
  }
}

export interface Asked {
  /** IANA name. Rates take no notice of it: their days have 24 hours. */
  readonly zone: string
  /** Milliseconds; an occurrence is later than this. */
  readonly after: number
  /** From when rates count. */
  readonly start: number
}

/** Years beyond which nothing is looked for: a 29 February comes at most eight years after the last. */
const FAR = 9

/**
 * The next time, undefined when there is none any more. An hour that is put forward over is skipped, one that is put
 * back comes once ("Daylight savings time on EventBridge Scheduler", Scheduler user guide, "Schedule types").
 */
export function nextOccurrence(expression: Expression, { zone, after, start }: Asked): number | undefined {
  if (expression.kind === 'rate') {
    const passed = Math.floor((after - start) / expression.every) + 1
    return start + Math.max(0, passed) * expression.every
  }
  if (expression.kind === 'at') {
    const at = instantOf(expression.wall, zone)
    return at !== undefined && at > after ? at : undefined
  }
  return nextOfCron(expression.cron, zone, after)
}

function nextOfCron(cron: Cron, zone: string, after: number): number | undefined {
  const today = Math.floor(wallTime(after, zone) / DAY) * DAY
  for (let day = today; day < today + FAR * 366 * DAY; day += DAY) {
    if (!admitsDay(cron, new Date(day))) continue
    for (const hour of cron.hours)
      for (const minute of cron.minutes) {
        const at = instantOf(day + hour * HOUR + minute * MINUTE, zone)
        if (at !== undefined && at > after) return at
      }
  }
  return undefined
}

function admitsDay({ months, years, admits }: Cron, day: Date): boolean {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()]
  if (!months.includes(month + 1) || !years.includes(year)) return false
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return admits({ date: day.getUTCDate(), weekday: day.getUTCDay() + 1, last })
}
