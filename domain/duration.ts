// Durations are whole numbers of seconds; these words make them readable where they are written and shown.

export const seconds = (count: number): number => count
export const minutes = (count: number): number => count * 60
export const hours = (count: number): number => count * 3600
export const days = (count: number): number => count * 86_400

/** `3 s`, `12 min`, `1 h 05 min`: at most two units, for people. */
export function readableDuration(total: number): string {
  const whole = Math.round(total)
  if (whole < 0) return `-${readableDuration(-whole)}`
  if (whole < 60) return `${whole} s`
  const twoDigits = (count: number) => String(count).padStart(2, '0')
  if (whole < 3600) {
    const rest = whole % 60
    return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${twoDigits(rest)} s`
  }
  if (whole < 86_400 * 2) {
    const rest = Math.round((whole % 3600) / 60)
    return rest === 0 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 3600)} h ${twoDigits(rest)} min`
  }
  return `${Math.round(whole / 3600 / 24)} days`
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 }

/** Reads `90s`, `5min`, `2h`, `1d`. Undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(s|min|m|h|d)$/.exec(text.trim())
  if (!match) return undefined
  return Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1))
}
