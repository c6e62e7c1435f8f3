// JSONata's casts of values to boolean and to text.
import { BEYOND } from './frame.ts'

/** True, false, undefined for nothing; arrays are left to jsonata, which looks into them. */
export function truth(value: unknown): boolean | undefined | typeof BEYOND {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      return value.length > 0
    case 'number':
      return value !== 0
    case 'undefined':
      return undefined
    case 'object':
      if (value === null) return false
      return Array.isArray(value) ? BEYOND : Object.keys(value).length > 0
    default:
      return BEYOND
  }
}

/** Strings, integers and booleans as text; undefined where jsonata rounds or formats. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  return Number.isInteger(value) && Math.abs(value as number) < 1e15 ? String(value) : undefined
}
