// Data flow in JSONata: Arguments, Output and Assign. Output and Assign both see the old variables.
import type { Source } from '../definition/source.ts'
import { afterBoth } from '../eventually.ts'
import { template } from '../jsonata/template.ts'
import { checkAssign } from './assign.ts'
import type { Flow } from './flow.ts'

/** Without Arguments a state works on its input; without Output it gives its result. */
export function jsonataFlow(source: Source, next: string | undefined): Flow {
  const work = template(source, 'Arguments')
  const output = template(source, 'Output')
  checkAssign(source)
  const assign = template(source, 'Assign')
  return {
    work: visit => (work ? work(visit) : visit.input),
    leave(visit, result, seen) {
      if (assign === undefined && output === undefined) return { output: result, assigned: undefined, next }
      return afterBoth(
        assign?.(visit, seen),
        () => (output ? output(visit, seen) : result),
        (assigned, value) => ({
          output: value,
          assigned: assigned as Readonly<Record<string, never>> | undefined,
          next,
        }),
      )
    },
  }
}
