// Moments as the States Language writes them: RFC 3339 with a T and an offset.
import type { Json } from '../json.ts'

const INSTANT = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Milliseconds since the epoch; undefined without a T or an offset, or for a date that does not exist. */
export function instantOf(value: Json): number | undefined {
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined
  const moment = Date.parse(value.replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(moment) ? undefined : moment
}
