// Choice: the first rule whose condition holds says where to go, and may say what to give and to assign.
import type { Leaving, Work } from '../definition/machine.ts'
import { part, refuse, type Source } from '../definition/source.ts'
import { after, type Eventually } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import { isObject, type JsonObject } from '../json.ts'
import { BOOLEAN, setting } from '../jsonata/setting.ts'
import type { Value } from '../jsonata/template.ts'
import { runtimeError, type Visit } from '../visit.ts'

interface Rule {
  readonly condition: Value
  readonly leave: (visit: Visit) => Eventually<Leaving>
}

const FIELDS = ['Condition', 'Next', 'Output', 'Assign', 'Comment']

export function choice(source: Source): Work {
  const otherwise = typeof source.fields.Default === 'string' ? leaving(source, source.fields.Default) : undefined
  const rules = readRules(source)
  const from = (visit: Visit, index: number): Eventually<Leaving> => {
    const rule = rules[index]
    if (rule) return after(rule.condition(visit), holds => (holds ? rule.leave(visit) : from(visit, index + 1)))
    if (otherwise) return otherwise(visit)
    throw runtimeError(visit, 'Failed to transition out of the state. The state did not match any choice rule')
  }
  return visit => from(visit, 0)
}

function readRules(source: Source): readonly Rule[] {
  const written = source.fields.Choices
  if (!Array.isArray(written) || written.length === 0 || !written.every(isObject)) {
    refuse(source, 'Choices', 'must be a non-empty array of objects')
    return []
  }
  if (source.language === 'JSONPath') {
    refuse(source, 'Choices', 'comparison operators of JSONPath are not simulated; write the state in JSONata')
    return []
  }
  return (written as readonly JsonObject[]).flatMap((fields, index) => {
    const own = part(source, `Choices[${index}]`, fields)
    for (const name of Object.keys(fields))
      if (!FIELDS.includes(name)) refuse(own, name, 'is not a field of a choice rule')
    const condition = setting(own, 'Condition', BOOLEAN)
    if (condition === undefined) refuse(own, 'Condition', 'is required')
    return condition ? [{ condition, leave: leaving(own, String(fields.Next)) }] : []
  })
}

/** A choice's input passes through unless Output says otherwise. */
function leaving(source: Source, next: string): Rule['leave'] {
  const flow = flowOf(source)
  return visit => after(flow.leave(visit, visit.input), passage => ({ ...passage, next }))
}
