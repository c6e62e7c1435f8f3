// Catch: which catcher takes an error, and how the state is then left.
import type { Leaving } from './definition/machine.ts'
import type { Source } from './definition/source.ts'
import { matches, type StateError } from './errors.ts'
import type { Eventually } from './eventually.ts'
import { flowOf } from './flow/flow.ts'
import type { Json } from './json.ts'
import { errorEqualsOf, rules } from './retry.ts'
import type { Visit } from './visit.ts'

export interface Catcher {
  readonly errorEquals: readonly string[]
  readonly leave: (visit: Visit, errorOutput: Json) => Eventually<Leaving>
}

const COMMON = ['ErrorEquals', 'Next', 'Comment', 'Assign']

export function readCatchers(source: Source): readonly Catcher[] {
  const fields = [...COMMON, source.language === 'JSONata' ? 'Output' : 'ResultPath']
  return rules(source, 'Catch', fields).map(rule => {
    const flow = flowOf(rule.source, String(rule.source.fields.Next))
    return {
      errorEquals: errorEqualsOf(rule.source, rule.last),
      leave: (visit, errorOutput) => flow.leave(visit, errorOutput, { errorOutput }),
    }
  })
}

/** Undefined when no catcher takes the error. An absent name or cause is null in the output (recorded on AWS). */
export function caught(catchers: readonly Catcher[], visit: Visit, error: StateError): Eventually<Leaving> | undefined {
  const catcher = catchers.find(each => matches(each.errorEquals, error))
  return catcher?.leave(visit, { Error: error.error ?? null, Cause: error.cause ?? null })
}
