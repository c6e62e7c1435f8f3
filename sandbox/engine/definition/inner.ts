// The machines inside a state: the branches of a Parallel, the item processor of a Map.
import { isObject, type JsonObject } from '../json.ts'
import type { States } from './machine.ts'
import { refuse, type Source } from './source.ts'
import { compileStates, type Surrounding } from './states.ts'

export function branchesOf(source: Source, around: Surrounding): readonly States[] {
  const { Branches: branches } = source.fields
  if (!Array.isArray(branches) || branches.length === 0 || !branches.every(isObject)) {
    refuse(source, 'Branches', 'must be a non-empty array of objects')
    return []
  }
  return branches.flatMap((branch, index) => inner(source, `Branches[${index}]`, branch as JsonObject, around) ?? [])
}

/** `Iterator` is the older name of ItemProcessor. */
export function processorOf(source: Source, around: Surrounding): States {
  const field = 'Iterator' in source.fields ? 'Iterator' : 'ItemProcessor'
  const written = source.fields[field]
  const none = { byName: new Map() } as unknown as States
  if (!isObject(written)) {
    refuse(source, field, 'is required')
    return none
  }
  const { ProcessorConfig: config } = written
  if (isObject(config) && config.Mode !== undefined && config.Mode !== 'INLINE') {
    refuse(source, `${field}/ProcessorConfig`, `Mode ${String(config.Mode)}: distributed Map is not simulated`)
  }
  return inner(source, field, written, around) ?? none
}

const FIELDS = ['StartAt', 'States', 'Comment', 'ProcessorConfig', 'QueryLanguage']

function inner(source: Source, field: string, machine: JsonObject, around: Surrounding): States | undefined {
  for (const name of Object.keys(machine)) {
    if (!FIELDS.includes(name)) refuse(source, `${field}/${name}`, 'is not a field here')
  }
  const language = machine.QueryLanguage === 'JSONata' ? 'JSONata' : source.language
  const outer = new Set([...around.outer, ...(around.assigned ?? [])])
  return compileStates(machine, { ...around, language, outer }, source.state)
}
