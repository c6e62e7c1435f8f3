// The fields of a Map state that say what it runs over: items, what each iteration is given, how many at once.
import { has, refuse, type Source, whole } from '../definition/source.ts'
import { after, type Eventually } from '../eventually.ts'
import type { Json } from '../json.ts'
import { ARRAY, COUNT, NUMBER, setting } from '../jsonata/setting.ts'
import { template, type Value } from '../jsonata/template.ts'
import { follow, readPath } from '../jsonpath/path.ts'
import { payload, reference } from '../jsonpath/template.ts'
import { evaluationError, runtimeError, type Visit } from '../visit.ts'

export type Items = (visit: Visit) => Eventually<readonly Json[]>

export function itemsOf(source: Source): Items {
  if (source.language === 'JSONPath') return jsonpathItems(source)
  const given = setting(source, 'Items', ARRAY)
  if (given) return given as Items
  return visit => {
    if (Array.isArray(visit.input)) return visit.input
    throw evaluationError(visit, `Map state input must be an array but was: ${JSON.stringify(visit.input)}`)
  }
}

function jsonpathItems(source: Source): Items {
  const input = inputOf(source)
  const items = reference(source, 'ItemsPath', String(source.fields.ItemsPath ?? '$'))
  return visit => {
    const list = items(visit, input(visit))
    if (Array.isArray(list)) return list
    throw runtimeError(visit, `Map state input must be an array but was: ${JSON.stringify(list)}`)
  }
}

function inputOf(source: Source): (visit: Visit) => Json {
  const { InputPath } = source.fields
  if (InputPath === null) return () => ({})
  const path = readPath(source, 'InputPath', String(InputPath ?? '$'))
  return visit => {
    const value = path && follow(path, visit, visit.input)
    if (value !== undefined) return value
    throw runtimeError(visit, `Invalid path '${path?.text}' : No results for path`)
  }
}

/** What an iteration is given instead of its item; `Parameters` is the older name of ItemSelector. */
export function selectorOf(source: Source): Value | undefined {
  if (source.language === 'JSONata') return template(source, 'ItemSelector')
  const field = has(source, 'ItemSelector') ? 'ItemSelector' : 'Parameters'
  if (!has(source, field)) return undefined
  const input = inputOf(source)
  const filled = payload(source, field, source.fields[field] as Json)
  return visit => filled(visit, input(visit))
}

/** 0 is no limit but the service's. */
export function concurrencyOf(source: Source): (visit: Visit) => Eventually<number> {
  const { MaxConcurrencyPath } = source.fields
  if (source.language === 'JSONata') {
    const value = setting(source, 'MaxConcurrency', COUNT)
    return visit => (value?.(visit) ?? 0) as Eventually<number>
  }
  if (MaxConcurrencyPath === undefined) {
    const literal = whole(source, 'MaxConcurrency') ?? 0
    return () => literal
  }
  const found = reference(source, 'MaxConcurrencyPath', String(MaxConcurrencyPath))
  return visit => {
    const value = found(visit, visit.input)
    if (Number.isInteger(value)) return value as number
    const told = typeof value === 'string' ? value : JSON.stringify(value)
    const text = `The MaxConcurrencyPath field refers to value "${told}" which is not a valid integer`
    throw runtimeError(visit, `${text}: ${String(MaxConcurrencyPath)}`)
  }
}

/** Tolerated failures concern distributed Maps; inline only their type is looked at: any failure fails the state. */
export function tolerancesOf(source: Source): readonly Items[] {
  if (source.language === 'JSONPath') {
    for (const field of ['ToleratedFailureCountPath', 'ToleratedFailurePercentagePath']) {
      if (has(source, field)) refuse(source, field, 'belongs to a distributed Map')
    }
    return []
  }
  const values = [
    setting(source, 'ToleratedFailureCount', COUNT),
    setting(source, 'ToleratedFailurePercentage', NUMBER),
  ]
  return values.filter(each => each !== undefined).map(value => visit => after(value(visit), () => []))
}
