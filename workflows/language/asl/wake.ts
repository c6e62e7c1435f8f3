// Functions woken before they are needed, all at once: what comes next begins warm, be it as long as it may.
import { heedOperator } from '../../../lambdas/heed-operator/contract.ts'
import type { Node } from '../nodes.ts'
import type { Context } from './context.ts'
import { type Printed, placeholder, type State } from './states.ts'
import { CLOSING, contractsIn } from './used.ts'

/** Seconds. Longer than any start; and nothing is lost by a function that is not awake. */
const PATIENCE = 15
/** Entered, begun, succeeded, exited; and of each function seven. */
export const eventsOfWake = (functions: number): number => 4 + 7 * functions

/**
 * Before the first node, and after every approval, as people take as long as they take: everything that is called until
 * the next approval, or until the end. What does not wake up is called all the same when its turn comes.
 */
export function printWake(title: string, nodes: readonly Node[], next: string, context: Context): Printed {
  const each = `${title}: one`
  const never = `${title}: not woken`
  const one: State = {
    Type: 'Task',
    Comment: context.phase,
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: '{% $states.input %}', Payload: { wake: true } },
    TimeoutSeconds: PATIENCE,
    Output: {},
    Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: never }],
    End: true,
  }
  const all: State = {
    Type: 'Map',
    Comment: context.phase,
    Items: wokenFor(nodes, context).map(placeholder),
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: each,
      States: { [each]: one, [never]: { Type: 'Pass', End: true } },
    },
    Output: {},
    Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: next }],
    Next: next,
  }
  return { entry: title, states: [[title, all]] }
}

/** Up to the next approval, whose own functions are among them. */
export function wokenFor(nodes: readonly Node[], { mode }: Pick<Context, 'mode'>) {
  const until = nodes.findIndex(({ kind }) => kind === 'approve')
  const called = contractsIn(until < 0 ? nodes : nodes.slice(0, until + 1), mode)
  const all = new Map([heedOperator, ...called, ...(until < 0 ? CLOSING : [])].map(each => [each.name, each]))
  return [...all.values()]
}
