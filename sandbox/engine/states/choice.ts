// Choice: the first rule whose condition holds says where to go, and may say what to give and to assign.
import type { Leaving, Work } from '../definition/machine.ts'
import { part, refuse, type Source } from '../definition/source.ts'
import { after, type Eventually } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import { isObject, type JsonObject } from '../json.ts'
import { BOOLEAN, setting } from '../jsonata/setting.ts'
import type { Value } from '../jsonata/template.ts'
import { choiceRule } from '../jsonpath/choice-rule.ts'
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
  return (written as readonly JsonObject[]).flatMap((fields, index) => {
    const own = part(source, `Choices[${index}]`, fields)
    const condition = source.language === 'JSONata' ? jsonataCondition(own) : jsonpathCondition(source, own)
    return condition ? [{ condition, leave: leaving(inRule(source, own), String(fields.Next)) }] : []
  })
}

function jsonataCondition(rule: Source): Value | undefined {
  for (const name of Object.keys(rule.fields)) {
    if (!FIELDS.includes(name)) refuse(rule, name, 'is not a field of a choice rule')
  }
  const condition = setting(rule, 'Condition', BOOLEAN)
  if (condition === undefined) refuse(rule, 'Condition', 'is required')
  return condition
}

/** Variables are looked up in what InputPath leaves of the input. */
function jsonpathCondition(source: Source, rule: Source): Value {
  const { work } = flowOf(source, undefined)
  const test = choiceRule(rule)
  return visit => after(work(visit), document => test(visit, document))
}

/** In JSONPath the state's own paths hold for every rule; only Assign is the rule's. */
function inRule(source: Source, rule: Source): Source {
  if (source.language === 'JSONata') return rule
  const { InputPath, OutputPath } = source.fields
  const paths = { ...(InputPath !== undefined && { InputPath }), ...(OutputPath !== undefined && { OutputPath }) }
  const { Assign } = rule.fields
  return { ...rule, fields: { ...paths, ...(Assign !== undefined && { Assign }) } }
}

/** A choice's input passes through unless Output says otherwise. */
function leaving(source: Source, next: string): Rule['leave'] {
  const flow = flowOf(source, next)
  return visit => after(flow.work(visit), input => flow.leave(visit, input))
}
