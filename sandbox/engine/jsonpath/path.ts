// Reference paths: $.a.b[0], $['a'], $$.Task.Token, $variable.a. Paths that may match many values are refused by name.
import { refuse, type Source } from '../definition/source.ts'
import { isObject, type Json } from '../json.ts'
import { contextOf, type Visit } from '../visit.ts'

export type Segment = string | number

export interface Path {
  readonly text: string
  /** `$`, `$$` or the variable's name. */
  readonly root: string
  readonly segments: readonly Segment[]
}

const ROOT = /^(\$\$|\$(?:[A-Za-z_][\w]*)?)/
const SEGMENT = /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy

/** Undefined, and reported, for what is no path or asks for wildcards, slices, filters or descent. */
export function readPath(source: Source, field: string, text: string): Path | undefined {
  const root = ROOT.exec(text)?.[1]
  if (root === undefined) {
    refuse(source, field, `'${text}' is not a path: it must start with $`)
    return undefined
  }
  const segments: Segment[] = []
  for (SEGMENT.lastIndex = root.length; SEGMENT.lastIndex < text.length; ) {
    const from = SEGMENT.lastIndex
    const match = SEGMENT.exec(text)
    if (match === null) {
      refuse(source, field, `'${text}': '${text.slice(from)}' is not simulated; only members and indexes are`)
      return undefined
    }
    segments.push(match[2] === undefined ? nameIn(match) : Number(match[2]))
  }
  return { text, root, segments }
}

/** In quotes a backslash only escapes the quote itself (recorded on AWS). */
function nameIn([, plain, , single, double]: RegExpExecArray): string {
  return plain ?? single?.replaceAll("\\'", "'") ?? double?.replaceAll('\\"', '"') ?? ''
}

/** The value, or undefined where the path leads nowhere. `document` is what `$` stands for. */
export function follow(path: Path, visit: Visit, document: Json): Json | undefined {
  let value = rootOf(path.root, visit, document)
  for (const segment of path.segments) {
    if (typeof segment === 'number') value = Array.isArray(value) ? (value as readonly Json[]).at(segment) : undefined
    else value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
  }
  return value
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
export function spelled(path: Path): string {
  const segments = path.segments.map(each => (typeof each === 'number' ? `[${each}]` : `['${each}']`))
  return path.root + segments.join('')
}
