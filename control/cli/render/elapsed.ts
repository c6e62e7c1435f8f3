// Time since the start of a run: `+00:12:30`.

export function elapsedText(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds))
  const two = (count: number) => String(count).padStart(2, '0')
  const sign = seconds < 0 ? '-' : '+'
  return `${sign}${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

/** Seconds from one instant to another; 0 where one of them is not an instant. */
export function secondsBetween(from: string, to: string): number {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000
  return Number.isFinite(seconds) ? seconds : 0
}
