// Cron schedules of five fields, in UTC: which minutes they name.

export interface Schedule {
  /** The first due minute strictly after `after`, in milliseconds; undefined when none comes within four years. */
  next(after: number): number | undefined
}

const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of week', from: 0, to: 7 },
] as const

const shorthand: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
}

/** The schedule, or what is wrong with it. */
export function parseSchedule(text: string): Schedule | string {
  const parts = (shorthand[text] ?? text).trim().split(/\s+/)
  if (parts.length !== 5) return `expected exactly 5 fields, found ${parts.length}: [${text}]`
  const sets: Set<number>[] = []
  for (const [index, part] of parts.entries()) {
    const set = parseField(part, fields[index]!)
    if (set === undefined) return `failed to parse ${fields[index]!.name} field ${part}`
    sets.push(set)
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ]
  if (weekdays.has(7)) weekdays.add(0)
  const eitherDay = parts[2] !== '*' && parts[4] !== '*'
  const dayFits = (date: Date) => {
    const [byDate, byWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())]
    return eitherDay ? byDate || byWeekday : byDate && byWeekday
  }
  return { next: after => nextMatch(after, { minutes, hours, months, dayFits }) }
}

interface Match {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly dayFits: (date: Date) => boolean
}

const day = 86_400_000
const hour = 3_600_000
const minute = 60_000

/** Skips whole days and hours that cannot match, so a yearly schedule is found in a few hundred steps. */
function nextMatch(after: number, match: Match): number | undefined {
  let time = Math.floor(after / minute) * minute + minute
  while (time < after + 4 * 366 * day) {
    const date = new Date(time)
    if (!match.months.has(date.getUTCMonth() + 1) || !match.dayFits(date)) time = Math.floor(time / day) * day + day
    else if (!match.hours.has(date.getUTCHours())) time = Math.floor(time / hour) * hour + hour
    else if (!match.minutes.has(date.getUTCMinutes())) time += minute
    else return time
  }
  return undefined
}

function parseField(text: string, { from, to }: { from: number; to: number }): Set<number> | undefined {
  const set = new Set<number>()
  for (const part of text.split(',')) {
    const [, range = '', step] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part) ?? []
    if (range === '' || step === '0') return undefined
    const [first, last] = range === '*' ? [from, to] : range.split('-').map(Number)
    const end = last ?? (step === undefined ? first! : to)
    if (first! < from || end > to || first! > end) return undefined
    for (let value = first!; value <= end; value += Number(step ?? 1)) set.add(value)
  }
  return set
}
