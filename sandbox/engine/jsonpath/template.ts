// Payload templates of JSONPath states: names that end in .$ take their value from a path or an intrinsic function.
import { refuse, type Source } from '../definition/source.ts'
import { isObject, type Json } from '../json.ts'
import { runtimeError, type Visit } from '../visit.ts'
import { readIntrinsic } from './intrinsics/read.ts'
import { follow, readPath } from './path.ts'

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
  if (typeof value === 'string') return [name.slice(0, -2), reference(source, field, value, name)]
  refuse(source, field, 'a name that ends in .$ needs a path or an intrinsic function')
  return [name, () => null]
}

/** The value of a path or of `States.X(…)`; States.Runtime when the path leads nowhere. */
export function reference(source: Source, field: string, text: string, name = field): Filled {
  if (text.startsWith('States.')) return readIntrinsic(source, field, text)
  const path = readPath(source, field, text)
  if (path === undefined) return () => null
  return (visit, document) => {
    const value = follow(path, visit, document)
    if (value !== undefined) return value
    const sought = path.root === '$$' ? 'context' : JSON.stringify(document)
    throw runtimeError(
      visit,
      `The JSONPath '${text}' specified for the field '${name}' could not be found in the input '${sought}'`,
    )
  }
}
