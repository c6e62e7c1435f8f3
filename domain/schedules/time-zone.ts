// Wall clocks of time zones: what one shows at an instant, and the instant at which it shows something.

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const formats = new Map<string, Intl.DateTimeFormat>()

/** Is it a name of the IANA database, such as `Europe/Berlin`? */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return /^[A-Z]/.test(name)
  } catch (error) {
    if (Error.isError(error) && error.name === 'RangeError') return false
    throw error
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const numbers = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const made = new Intl.DateTimeFormat('en-US', { ...numbers, second: '2-digit', hourCycle: 'h23', timeZone: zone })
  formats.set(zone, made)
  return made
}

/** What the zone's clock shows, as if it were UTC; whole seconds. */
export function wallTime(millis: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(millis)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/**
 * The instant at which the zone's clock shows `wall` (see {@link wallTime}). Undefined when it never does, because the
 * clock was put forward over it; the first of the two when it was put back.
 */
export function instantOf(wall: number, zone: string): number | undefined {
  const offsets = [wall - DAY, wall + DAY].map(near => wallTime(near, zone) - near)
  const shows = (millis: number) => wallTime(millis, zone) === wall
  return offsets
    .map(offset => wall - offset)
    .sort((a, b) => a - b)
    .find(shows)
}
