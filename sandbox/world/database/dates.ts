// Dates as MySQL writes them (`2026-11-22 14:40:00`), in UTC, from and to epoch milliseconds.

export function dateText(time: number | undefined): string | null {
  if (time === undefined || Number.isNaN(time)) return null
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}

/** Undefined for what is no date; MySQL's zero date is none either. */
export function parseDate(text: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?)?$/.exec(text)
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(part => Number(part ?? 0))
  if (month === 0 || day === 0) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const milliseconds: Readonly<Record<string, number>> = {
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
  WEEK: 604_800_000,
}

export function addInterval(time: number | undefined, count: number, unit: string): number | undefined {
  if (time === undefined) return undefined
  const size = milliseconds[unit]
  if (size !== undefined) return time + count * size
  const date = new Date(time)
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * (unit === 'YEAR' ? 12 : 1)
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12]
  // The last day of a shorter month, as MySQL does: 31 January plus one month is 28 February.
  const day = Math.min(date.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate())
  return Date.UTC(year, month, day) + (time % 86_400_000)
}

/** Whole units from `a` to `b`; months and years are not counted. */
export function unitsBetween(unit: string, a: number | undefined, b: number | undefined): number | null {
  const size = milliseconds[unit.toUpperCase()]
  return a === undefined || b === undefined || size === undefined ? null : Math.trunc((b - a) / size)
}

/** `%Y %m %d %H %i %s` and `%%`; any other letter stands for itself, as in MySQL. */
export function formatDate(time: number | undefined, format: string): string | null {
  const text = dateText(time)
  if (text === null) return null
  const parts: Readonly<Record<string, string>> = {
    Y: text.slice(0, 4),
    m: text.slice(5, 7),
    d: text.slice(8, 10),
    H: text.slice(11, 13),
    i: text.slice(14, 16),
    s: text.slice(17, 19),
    T: text.slice(11, 19),
  }
  return format.replace(/%(.)/g, (_, letter: string) => parts[letter] ?? letter)
}
