// Schedule expressions, as far as daily and hourly backups and rotations need them; everything else refuses by name.
import { notSimulated } from './not-simulated.ts'

const hour = 3_600_000
const day = 24 * hour

export type Schedule =
  | { readonly every: 'days'; readonly days: number; readonly hour: number; readonly minute: number }
  | { readonly every: 'hours'; readonly hours: number; readonly minute: number }

/**
 * `rate(n hours|days)`, and `cron(minute hour ? * * *)` whose hour is a number, a star or a step. UTC.
 * Six fields: minutes, hours, day of month, month, day of week, year (AWS Backup and Secrets Manager user guides).
 */
export function parseSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(expression)
  if (rate) {
    const count = Number(rate[1])
    return rate[2] === 'day'
      ? { every: 'days', days: count, hour: 0, minute: 0 }
      : { every: 'hours', hours: count, minute: 0 }
  }
  const cron = /^cron\((\d{1,2}) (\d{1,2}|\*|(?:\*|0)\/\d{1,2}) [?*] \* [?*] \*\)$/.exec(expression)
  if (!cron) throw notSimulated(`the schedule expression ${expression}`)
  const [, minute, hours = '*'] = cron
  if (/^\d/.test(hours) && !hours.includes('/')) {
    return { every: 'days', days: 1, hour: Number(hours), minute: Number(minute) }
  }
  return { every: 'hours', hours: Number(hours.split('/')[1] ?? 1), minute: Number(minute) }
}

/** The first occurrence after `after` (milliseconds since the epoch); whole days are counted from `after`. */
export function nextOccurrence(schedule: Schedule, after: number): number {
  if (schedule.every === 'hours') {
    // Hours restart at midnight UTC: every five hours is 00, 05, 10, 15, 20 and then 00 again.
    const midnight = Math.floor(after / day) * day
    const candidates = Array.from(
      { length: Math.ceil(24 / schedule.hours) },
      (_, index) => index * schedule.hours * hour,
    )
    const today = candidates.map(offset => midnight + offset + schedule.minute * 60_000).find(time => time > after)
    return today ?? midnight + day + schedule.minute * 60_000
  }
  const first = Math.floor(after / day) * day + schedule.hour * hour + schedule.minute * 60_000
  const days = schedule.days > 1 ? schedule.days : first > after ? 0 : 1
  return first + days * day
}
