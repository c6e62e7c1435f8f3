// Spelling of values and names in MySQL statements, where parameters are not possible.
import { type Instant, toInstant, toMillis } from './instant.ts'

/**
 * A string literal for the default sql_mode (backslash escapes). Account statements take no parameters.
 * @throws RangeError on control characters, which no password should hold and no log should show
 */
export function sqlText(value: string): string {
  if (/\p{Cc}/u.test(value)) throw new RangeError('a control character cannot be written into a statement')
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** A quoted identifier. */
export const sqlName = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** DATETIME text in UTC, as WordPress writes its `_gmt` columns; down to the second. */
export const sqlInstant = (moment: Instant): string =>
  toInstant(Math.floor(toMillis(moment) / 1000) * 1000)
    .replace('T', ' ')
    .replace('Z', '')

/** Undefined for NULL and for the zero date that WordPress writes into drafts. */
export function instantOf(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || text.startsWith('0000')) return undefined
  const millis = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(millis) ? undefined : toInstant(millis)
}

/** The newest of some DATETIME texts. */
export function newestOf(texts: readonly unknown[]): Instant | null {
  const millis = texts.flatMap(text => instantOf(text) ?? []).map(toMillis)
  return millis.length === 0 ? null : toInstant(Math.max(...millis))
}
