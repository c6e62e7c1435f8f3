// Fail: ends the branch with an error. A name or cause that is not given stays absent.
import type { Work } from '../definition/machine.ts'
import { has, refuse, type Source } from '../definition/source.ts'
import { StateError } from '../errors.ts'
import { after, type Eventually } from '../eventually.ts'
import { STRING, setting } from '../jsonata/setting.ts'
import { reference } from '../jsonpath/template.ts'
import { runtimeError, type Visit } from '../visit.ts'

type Words = (visit: Visit) => Eventually<string | undefined>

export function fail(source: Source): Work {
  const error = words(source, 'Error')
  const cause = words(source, 'Cause')
  return visit =>
    after(error(visit), name =>
      after(cause(visit), why => {
        throw new StateError(name, why)
      }),
    )
}

function words(source: Source, field: 'Error' | 'Cause'): Words {
  if (source.language === 'JSONata') {
    const value = setting(source, field, STRING)
    return visit => value?.(visit) as Eventually<string | undefined>
  }
  const path = source.fields[`${field}Path`]
  if (path === undefined) {
    const literal = source.fields[field]
    if (has(source, field) && typeof literal !== 'string') refuse(source, field, 'must be a string')
    return () => literal as string | undefined
  }
  if (has(source, field)) refuse(source, field, `and ${field}Path exclude each other`)
  const found = reference(source, `${field}Path`, String(path))
  return visit => {
    const value = found(visit, visit.input)
    if (typeof value === 'string') return value
    throw runtimeError(visit, `The ${field}Path field must reference a string: ${String(path)}`)
  }
}
