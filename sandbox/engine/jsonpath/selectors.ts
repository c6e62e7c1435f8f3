// The steps of a path that may lead to many places: [*], .*, slices, lists of indexes, .. and filters.
import { isObject, type Json } from '../json.ts'
import { filterAt } from './filter.ts'

export interface Selector {
  /** As it stands in the path. */
  readonly text: string
  /** `document` is what `$` stands for inside a filter. */
  readonly pick: (value: Json, document: Json) => readonly Json[]
}

interface Read {
  readonly pick: Selector['pick']
  readonly end: number
}

/** Undefined when what stands there is no such step, or none that is simulated (steps of slices, lists of names). */
export function selectorAt(
  text: string,
  at: number,
): { readonly selector: Selector; readonly end: number } | undefined {
  const read =
    wildcardAt(text, at) ?? descentAt(text, at) ?? sliceAt(text, at) ?? indexesAt(text, at) ?? filteredAt(text, at)
  return read && { selector: { text: text.slice(at, read.end), pick: read.pick }, end: read.end }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const inside = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []

function wildcardAt(text: string, at: number): Read | undefined {
  const match = matchAt(/\.\*|\[\*\]/y, text, at)
  return match ? { pick: inside, end: at + match[0].length } : undefined
}

/** `..` gives the value and everything in it, outer before inner; the step that follows chooses among them. */
function descentAt(text: string, at: number): Read | undefined {
  if (!/^\.\.[\p{L}_*[]/u.test(text.slice(at, at + 4))) return undefined
  // The second dot belongs to the name that follows, if one does.
  return { pick: descent, end: text[at + 2] === '[' ? at + 2 : at + 1 }
}

const descent = (value: Json): readonly Json[] => [value, ...inside(value).flatMap(descent)]

function sliceAt(text: string, at: number): Read | undefined {
  const match = matchAt(/\[\s*(-?\d+)?\s*:\s*(-?\d+)?\s*\]/y, text, at)
  if (match === null) return undefined
  const [whole, from, to] = match
  const [first, last] = [from === undefined ? 0 : Number(from), to === undefined ? undefined : Number(to)]
  return { pick: value => (Array.isArray(value) ? value.slice(first, last) : []), end: at + whole.length }
}

function indexesAt(text: string, at: number): Read | undefined {
  const match = matchAt(/\[\s*(-?\d+(?:\s*,\s*-?\d+)+)\s*\]/y, text, at)
  if (match === null) return undefined
  const indexes = (match[1] ?? '').split(',').map(Number)
  const pick = (value: Json) =>
    Array.isArray(value) ? indexes.map(index => value.at(index)).filter(each => each !== undefined) : []
  return { pick, end: at + match[0].length }
}

/** Of an array the items that pass; an object passes as a whole or not at all. */
function filteredAt(text: string, at: number): Read | undefined {
  const read = filterAt(text, at)
  if (read === undefined) return undefined
  const { test, end } = read
  const pick = (value: Json, document: Json) =>
    (Array.isArray(value) ? value : isObject(value) ? [value] : []).filter(item => test(item, document))
  return { pick, end }
}
