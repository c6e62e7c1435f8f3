// Loads a definition: reads it, checks all of it, lists every problem, and turns its states into functions.
import { InvalidDefinition, type Problem } from '../errors.ts'
import { isObject, type JsonObject, parseJson } from '../json.ts'
import type { States } from './machine.ts'
import type { Language } from './source.ts'
import { compileStates, type Surrounding } from './states.ts'

/** The most bytes of a definition (aws-behaviour 5.1). */
const LARGEST = 1_048_576
const FIELDS = ['StartAt', 'States', 'Comment', 'Version', 'TimeoutSeconds', 'QueryLanguage']

export interface Loaded {
  readonly states: States
  readonly timeoutSeconds: number | undefined
}

/** Definitions loaded before: every rehearsal makes the same machines anew, and what is loaded never changes. */
const loaded = new Map<string, Loaded>()
const REMEMBERED = 100

/** Throws InvalidDefinition. `integrations`: whether services other than Lambda and Step Functions can be called. */
export function load(definition: string, integrations: boolean): Loaded {
  const key = `${integrations} ${definition}`
  const known = loaded.get(key)
  if (known) return known
  if (loaded.size >= REMEMBERED) loaded.clear()
  const made = read(definition, integrations)
  loaded.set(key, made)
  return made
}

function read(definition: string, integrations: boolean): Loaded {
  const machine = Buffer.byteLength(definition) > LARGEST ? undefined : parseJson(definition)
  if (!isObject(machine)) {
    throw new InvalidDefinition([
      { state: undefined, field: 'definition', message: 'is not a JSON object of at most 1 MB' },
    ])
  }
  const problems: Problem[] = []
  const report = (field: string, message: string) => problems.push({ state: undefined, field, message })
  for (const field of Object.keys(machine))
    if (!FIELDS.includes(field)) report(field, 'is not a field of a state machine')
  const { TimeoutSeconds: timeoutSeconds, Version: version = '1.0' } = machine
  if (version !== '1.0') report('Version', 'must be 1.0')
  if (timeoutSeconds !== undefined && (!Number.isInteger(timeoutSeconds) || (timeoutSeconds as number) < 1)) {
    report('TimeoutSeconds', 'must be a positive integer')
  }
  const surrounding: Surrounding = {
    language: languageOf(machine, 'JSONPath', message => report('QueryLanguage', message)),
    integrations,
    outer: new Set(),
    names: new Set(),
    problems,
  }
  const states = compileStates(machine, surrounding)
  if (problems.length > 0 || states === undefined) throw new InvalidDefinition(problems)
  return { states, timeoutSeconds: timeoutSeconds as number | undefined }
}

/** A JSONPath machine may hold JSONata states, never the reverse. */
export function languageOf(fields: JsonObject, around: Language, complain: (message: string) => void): Language {
  const { QueryLanguage: own = around } = fields
  if (own !== 'JSONata' && own !== 'JSONPath') complain('must be JSONata or JSONPath')
  return own === 'JSONata' ? 'JSONata' : 'JSONPath'
}
