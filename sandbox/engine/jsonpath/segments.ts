// The plain steps of a path, which lead to one place: a member by its name, an item by its index.
import { isObject, type Json } from '../json.ts'

export type Segment = string | number

export interface ReadSegment {
  readonly segment: Segment
  /** Where the rest of the text begins. */
  readonly end: number
}

const SEGMENT = /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy

/** Undefined when something else stands there. */
export function segmentAt(text: string, at: number): ReadSegment | undefined {
  SEGMENT.lastIndex = at
  const match = SEGMENT.exec(text)
  if (match === null) return undefined
  return { segment: match[2] === undefined ? nameIn(match) : Number(match[2]), end: SEGMENT.lastIndex }
}

/** In quotes a backslash only escapes the quote itself (recorded on AWS). */
function nameIn([, plain, , single, double]: RegExpExecArray): string {
  return plain ?? single?.replaceAll("\\'", "'") ?? double?.replaceAll('\\"', '"') ?? ''
}

/** Undefined where the step leads nowhere; a negative index counts from the end. */
export function step(value: Json | undefined, segment: Segment): Json | undefined {
  if (typeof segment === 'number') return Array.isArray(value) ? (value as readonly Json[]).at(segment) : undefined
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
}
