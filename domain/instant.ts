// Instants travel as ISO 8601 text in UTC with a `Z`; arithmetic on them happens in milliseconds.
import * as z from 'zod'

/** An instant such as `2030-03-04T09:58:30Z`. Offsets other than `Z` are refused: at 03:00 nobody should do sums. */
export const instant = z.iso.datetime({ offset: false, error: 'an instant in UTC, such as 2030-03-04T09:58:30Z' })

export type Instant = string

export const toMillis = (text: Instant): number => Date.parse(text)

/** ISO text with milliseconds only when there are any, so that whole seconds stay short. */
export const toInstant = (millis: number): Instant => new Date(millis).toISOString().replace('.000Z', 'Z')

/** Down to the whole second, the precision of a restore moment (aws-behaviour 1.2.6). */
export const wholeSecond = (millis: number): number => Math.floor(millis / 1000) * 1000
