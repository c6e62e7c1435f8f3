// Chance from the seed. Every draw is named, so that a draw does not depend on how many came before it.
import { hash } from 'node:crypto'

/** A range of durations in seconds: half of the draws lie below `typical`, the tail reaches towards `max`. */
export interface Range {
  readonly min: number
  readonly typical: number
  readonly max: number
}

export interface Chance {
  readonly seed: string
  /** Uniform in [0, 1). The same name gives the same number. */
  of(...name: readonly (string | number)[]): number
  /** Seconds from a heavy-tailed (log-normal, clipped) distribution over the range. */
  seconds(range: Range, ...name: readonly (string | number)[]): number
  /** Lower-case hexadecimal digits. */
  hex(digits: number, ...name: readonly (string | number)[]): string
}

export function chanceFrom(seed: string): Chance {
  const digest = (name: readonly (string | number)[], salt: string) =>
    // As hexadecimal text: a buffer for each draw would cost three times as much.
    hash('sha256', `${seed}\0${name.join('\0')}\0${salt}`, 'hex')
  const of = (...name: readonly (string | number)[]) => Number.parseInt(digest(name, 'u').slice(0, 12), 16) / 2 ** 48

  return {
    seed,
    of,
    seconds(range, ...name) {
      const normal = Math.sqrt(-2 * Math.log(1 - of(...name, 'r'))) * Math.cos(2 * Math.PI * of(...name, 'a'))
      // One standard deviation is a third of the way (in logarithms) from the typical value to the maximum.
      const spread = Math.log(range.max / range.typical) / 3
      const drawn = range.typical * Math.exp(spread * normal)
      return Math.min(range.max, Math.max(range.min, Math.round(drawn * 1000) / 1000))
    },
    hex(digits, ...name) {
      let text = ''
      for (let part = 0; text.length < digits; part++) text += digest(name, `h${part}`)
      return text.slice(0, digits)
    },
  }
}
