// Payload templates of JSONPath states: names that end in .$ take their value from a path or an intrinsic function.
import { refuse, type Source } from '../definition/source.ts'
import { isObject, type Json } from '../json.ts'
import { runtimeError, type Visit } from '../visit.ts'
import { readIntrinsic } from './intrinsics/read.ts'
import { following, readPath, readQuery } from './path.ts'

/** `document` is what `$` stands for: the input, or a result. */
export type Filled = (visit: Visit, document: Json) => Json

export function payload(source: Source, field: string, value: Json): Filled {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => payload(source, `${field}[${index}]`, item))
    return (visit, document) => items.map(item => item(visit, document))
  }
  if (!isObject(value)) return () => value
  const members = Object.entries(value).map(([name, item]) => memberOf(source, `${field}/${name}`, name, item))
  return (visit, document) => Object.fromEntries(members.map(([name, fill]) => [name, fill(visit, document)]))
}

function memberOf(source: Source, field: string, name: string, value: Json): readonly [string, Filled] {
  if (!name.endsWith('.$')) return [name, payload(source, field, value)]
  if (typeof value === 'string') return [name.slice(0, -2), query(source, field, value, name)]
  refuse(source, field, 'a name that ends in .$ needs a path or an intrinsic function')
  return [name, () => null]
}

/** The value of a reference path or of `States.X(…)`; States.Runtime when the path leads nowhere. */
export function reference(source: Source, field: string, text: string): Filled {
  return found(source, { field, text, name: field, read: readPath })
}

/** The same of a path that may match many places. */
export function query(source: Source, field: string, text: string, name = field): Filled {
  return found(source, { field, text, name, read: readQuery })
}

interface Sought {
  readonly field: string
  readonly text: string
  /** The field as AWS's error names it. */
  readonly name: string
  readonly read: typeof readQuery
}

function found(source: Source, { field, text, name, read }: Sought): Filled {
  if (text.startsWith('States.')) return readIntrinsic(source, field, text)
  const path = read(source, field, text)
  if (path === undefined) return () => null
  const find = following(path)
  return (visit, document) => {
    const value = find(visit, document)
    if (value !== undefined) return value
    const where = path.root === '$$' ? 'context' : JSON.stringify(document)
    throw runtimeError(
      visit,
      `The JSONPath '${text}' specified for the field '${name}' could not be found in the input '${where}'`,
    )
  }
}
