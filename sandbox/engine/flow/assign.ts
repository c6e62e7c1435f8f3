// Assign: which names it may give values to.
import { refuse, type Source } from '../definition/source.ts'
import { isObject, type JsonObject } from '../json.ts'

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u
const LONGEST = 80

/** The field's object, or undefined when it is absent or (reported) not an object. */
export function checkAssign(source: Source): JsonObject | undefined {
  const assign = source.fields.Assign
  if (assign === undefined) return undefined
  if (!isObject(assign)) {
    refuse(source, 'Assign', 'must be an object')
    return undefined
  }
  for (const written of Object.keys(assign)) {
    const name = source.language === 'JSONPath' && written.endsWith('.$') ? written.slice(0, -2) : written
    if (!NAME.test(name) || name.length > LONGEST)
      refuse(source, `Assign/${written}`, `'${name}' is not a variable name`)
    if (name === 'states') refuse(source, `Assign/${written}`, 'states is reserved')
    if (source.outer.has(name)) refuse(source, `Assign/${written}`, `'${name}' is a variable of an outer scope`)
  }
  return assign
}
