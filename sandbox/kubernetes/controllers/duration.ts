// Durations as Go writes them: `1h`, `15m30s`, `0`.

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 }

/** Seconds. Throws on text that is not a duration. */
export function secondsOf(text: string): number {
  if (text === '0') return 0
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) throw new Error(`not a duration: ${text}`)
  return parts.reduce((total, [, count, unit]) => total + Number(count) * units[unit!]!, 0)
}
