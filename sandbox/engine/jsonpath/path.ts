// Paths: $.a.b[0], $['a'], $$.Task.Token, $variable.a, and those that may match many places, such as $.list[*].id.
import { refuse, type Source } from '../definition/source.ts'
import { isObject, type Json } from '../json.ts'
import { contextOf, type Visit } from '../visit.ts'
import { type Segment, segmentAt, step } from './segments.ts'
import { type Selector, selectorAt } from './selectors.ts'

interface Rooted {
  readonly text: string
  /** `$`, `$$` or the variable's name. */
  readonly root: string
}

/** Leads to one place at most. */
export interface Path extends Rooted {
  readonly segments: readonly Segment[]
}

/** Leads to any number of places, once a selector stands in it. */
export interface Query extends Rooted {
  readonly segments: readonly (Segment | Selector)[]
}

const ROOT = /^(\$\$|\$(?:[A-Za-z_][\w]*)?)/

/** A reference path. Undefined, and reported, for what is no path or may match many places. */
export function readPath(source: Source, field: string, text: string): Path | undefined {
  const query = readQuery(source, field, text)
  const selector = query?.segments.find(each => typeof each === 'object')
  if (selector === undefined) return query as Path | undefined
  refuse(source, field, `'${text}' must be a reference path, but '${selector.text}' may match several places`)
  return undefined
}

/** Any path. Undefined, and reported, for what is none, or asks for steps that are not simulated. */
export function readQuery(source: Source, field: string, text: string): Query | undefined {
  const root = ROOT.exec(text)?.[1]
  if (root === undefined) {
    refuse(source, field, `'${text}' is not a path: it must start with $`)
    return undefined
  }
  const segments: (Segment | Selector)[] = []
  for (let at = root.length; at < text.length; ) {
    const [plain, wide] = [segmentAt(text, at), selectorAt(text, at)]
    if (plain === undefined && wide === undefined) {
      refuse(source, field, `'${text}': '${text.slice(at)}' is not simulated`)
      return undefined
    }
    segments.push(plain?.segment ?? (wide?.selector as Selector))
    at = plain?.end ?? (wide?.end as number)
  }
  return { text, root, segments }
}

/** The value, or undefined where the path leads nowhere. `document` is what `$` stands for. */
export function follow(path: Path, visit: Visit, document: Json): Json | undefined {
  let value = rootOf(path.root, visit, document)
  for (const segment of path.segments) value = step(value, segment)
  return value
}

/** How a query's value is found: of one with selectors a list, empty where nothing matches (recorded on AWS). */
export function following({ root, segments }: Query): (visit: Visit, document: Json) => Json | undefined {
  if (isDefinite(segments)) {
    const path = { text: '', root, segments }
    return (visit, document) => follow(path, visit, document)
  }
  return (visit, document) => {
    const start = rootOf(root, visit, document)
    let found: readonly Json[] = start === undefined ? [] : [start]
    for (const segment of segments) found = found.flatMap(value => stepsFrom(value, segment, document))
    return found
  }
}

function isDefinite(segments: Query['segments']): segments is readonly Segment[] {
  return segments.every(each => typeof each !== 'object')
}

/** In arrays of one: flatMap would open an array that is itself the value. */
function stepsFrom(value: Json, segment: Segment | Selector, document: Json): readonly Json[] {
  if (typeof segment === 'object') return segment.pick(value, document)
  const next = step(value, segment)
  return next === undefined ? [] : [next]
}

function rootOf(root: string, visit: Visit, document: Json): Json | undefined {
  if (root === '$') return document
  if (root === '$$') return contextOf(visit)
  const { variables } = visit.branch
  return Object.hasOwn(variables, root.slice(1)) ? variables[root.slice(1)] : undefined
}

/** The document with the value put where the path points; objects on the way are made where they are missing. */
export function place(path: readonly Segment[], document: Json, value: Json): Json {
  const [first, ...rest] = path
  if (first === undefined) return value
  const object = isObject(document) ? document : {}
  return { ...object, [String(first)]: place(rest, object[String(first)] ?? {}, value) }
}

/** `$['a']['b'][0]`, as error texts spell paths. */
export function spelled({ root, segments }: Query): string {
  const spell = (each: Segment | Selector) => {
    if (typeof each === 'object') return each.text
    return typeof each === 'number' ? `[${each}]` : `['${each}']`
  }
  return root + segments.map(spell).join('')
}
