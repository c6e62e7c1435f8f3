// The machines inside a state: the branches of a Parallel, the item processor of a Map.
import { isObject, type Json, type JsonObject } from '../json.ts'
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
  checkConfig(source, field, written.ProcessorConfig)
  // Executions of their own see no variables of the parent's, and may have any of their names.
  const surrounding = isDistributed(source)
    ? { ...around, outer: new Set<string>(), assigned: new Set<string>() }
    : around
  return inner(source, field, written, surrounding) ?? none
}

/** Whether a Map's items run as executions of their own. */
export function isDistributed({ fields }: Source): boolean {
  const written = fields.Iterator ?? fields.ItemProcessor
  const config = isObject(written) ? written.ProcessorConfig : undefined
  return isObject(config) && config.Mode === 'DISTRIBUTED'
}

function checkConfig(source: Source, field: string, config: Json | undefined): void {
  if (config === undefined) return
  const { Mode: mode = 'INLINE', ExecutionType: type, ...rest } = isObject(config) ? config : { Mode: null }
  const report = (message: string) => refuse(source, `${field}/ProcessorConfig`, message)
  if (mode !== 'INLINE' && mode !== 'DISTRIBUTED') report('Mode must be INLINE or DISTRIBUTED')
  if (mode === 'DISTRIBUTED' && type !== 'STANDARD') report(`ExecutionType ${String(type)} is not simulated`)
  for (const name of Object.keys(rest)) report(`${name} is not a field here`)
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
