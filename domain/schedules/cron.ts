// Cron expressions as EventBridge Scheduler takes them: six fields, the last of them the year.

/** The values that each field admits, and the days of a month that need its calendar. */
export interface Cron {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly months: readonly number[]
  readonly years: readonly number[]
  /** Does it admit this day? `weekday` is 1 for Sunday. */
  readonly admits: (day: Day) => boolean
}

export interface Day {
  readonly date: number
  readonly weekday: number
  /** How many days its month has. */
  readonly last: number
}

/** What is wrong with an expression, for people. */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault'
}

interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MINUTES = { name: 'minutes', min: 0, max: 59 }
const HOURS = { name: 'hours', min: 0, max: 23 }
const DATES = { name: 'day of month', min: 1, max: 31 }
const MONTH = { name: 'month', min: 1, max: 12, names: MONTHS }
const WEEKDAY = { name: 'day of week', min: 1, max: 7, names: WEEKDAYS }
const YEARS = { name: 'year', min: 1970, max: 2199 }

/**
 * Reads what stands between the brackets of `cron(…)`. Of what Scheduler knows, `W` (the nearest weekday) is refused.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 * @throws ExpressionFault
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/)
  const [minutes = '', hours = '', dates = '', months = '', weekdays = '', years = ''] = fields
  if (fields.length !== 6) {
    throw new ExpressionFault(
      `cron(${text}) has ${fields.length} fields; six are needed: minutes, hours, day of month, month, day of week, year`,
    )
  }
  if ((dates === '?') === (weekdays === '?'))
    throw new ExpressionFault(`cron(${text}): exactly one of day of month and day of week is a question mark`)
  return {
    minutes: valuesOf(minutes, MINUTES),
    hours: valuesOf(hours, HOURS),
    months: valuesOf(months, MONTH),
    years: valuesOf(years, YEARS),
    admits: dates === '?' ? byWeekday(weekdays) : byDate(dates),
  }
}

function byDate(text: string): Cron['admits'] {
  if (text === 'L') return ({ date, last }) => date === last
  const dates = new Set(valuesOf(text, DATES))
  return ({ date }) => dates.has(date)
}

function byWeekday(text: string): Cron['admits'] {
  if (text === 'L') return ({ weekday }) => weekday === WEEKDAY.max
  const nth = /^(\w+)#([1-5])$/.exec(text)
  if (nth) {
    const weekday = numberOf(nth[1] ?? '', WEEKDAY)
    return day => day.weekday === weekday && Math.ceil(day.date / 7) === Number(nth[2])
  }
  const last = /^(\w+)L$/.exec(text)
  if (last) {
    const weekday = numberOf(last[1] ?? '', WEEKDAY)
    return day => day.weekday === weekday && day.date + 7 > day.last
  }
  const weekdays = new Set(valuesOf(text, WEEKDAY))
  return ({ weekday }) => weekdays.has(weekday)
}

/** Lists, ranges, and steps from a value, a range or a star. */
function valuesOf(text: string, field: Field): readonly number[] {
  const values = new Set(text.split(',').flatMap(part => partOf(part, field)))
  return [...values].sort((a, b) => a - b)
}

function partOf(part: string, field: Field): readonly number[] {
  const [range = '', step] = part.split('/')
  const every = step === undefined ? 1 : Number(step)
  if (!Number.isInteger(every) || every < 1) throw wrong(part, field)
  const [from, to] = boundsOf(range, field, step !== undefined)
  if (from > to) throw wrong(part, field)
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every)
}

function boundsOf(range: string, field: Field, stepped: boolean): readonly [number, number] {
  if (range === '*') return [field.min, field.max]
  const [first = '', second] = range.split('-')
  const from = numberOf(first, field)
  if (second !== undefined) return [from, numberOf(second, field)]
  return [from, stepped ? field.max : from]
}

function numberOf(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  const value = named >= 0 ? named + field.min : /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= field.min && value <= field.max)) throw wrong(text, field)
  return value
}

const wrong = (text: string, { name, min, max }: Field): ExpressionFault =>
  new ExpressionFault(`${name}: given "${text}"; allowed are ${min} to ${max}, lists, ranges and steps of them`)
