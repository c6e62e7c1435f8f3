// Functions woken before they are needed, all at once: what comes next begins warm, be it as long as it may.

import type { Mode } from '../../../domain/run.ts'
import type { Contract } from '../../../lambdas/contract.ts'
import { heedOperator } from '../../../lambdas/heed-operator/contract.ts'
import type { Node } from '../nodes.ts'
import { inMode } from '../walk.ts'
import type { Context } from './context.ts'
import { type Printed, placeholder, type State } from './states.ts'
import { CLOSING, contractsIn } from './used.ts'

/** Seconds. Longer than any start; and nothing is lost by a function that is not awake. */
const PATIENCE = 15
/** Seconds of a wait during which functions fall asleep again. */
const LONG = 600
/** Entered, begun, succeeded, exited; and of each function seven. */
const eventsOf = (functions: number): number => 4 + 7 * functions

/** What is called until the next pause, or the end, once each. */
export interface Waking {
  /** After which they are woken; null at the beginning. */
  readonly after: Node | null
  readonly contracts: readonly Contract[]
}

/** At the beginning, after every approval, as people take as long as they take, and after waits that are long. */
export function wakings(nodes: readonly Node[], mode: Mode): readonly Waking[] {
  const all = inMode(nodes, mode)
  const pauses = all.filter(isPause)
  return [null, ...pauses].map((after, index) => {
    const next = pauses[index]
    const from = after === null ? 0 : all.indexOf(after) + 1
    const until = next === undefined ? all.length : all.indexOf(next) + 1
    const called = [heedOperator, ...contractsIn(all.slice(from, until), mode), ...(next === undefined ? CLOSING : [])]
    return { after, contracts: [...new Map(called.map(each => [each.name, each])).values()] }
  })
}

const isPause = (node: Node): boolean => node.kind === 'approve' || (node.kind === 'wait' && node.expected >= LONG)

/** History events of them all. */
export const eventsOfWakings = (nodes: readonly Node[], mode: Mode): number =>
  wakings(nodes, mode).reduce((sum, { contracts }) => sum + eventsOf(contracts.length), 0)

/** What does not wake up is called all the same when its turn comes. */
export function printWaking({ after, contracts }: Waking, next: string, context: Context): Printed {
  const title = after !== null && 'title' in after ? `${after.title}: wake` : 'Wake what comes first'
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
    Items: contracts.map(placeholder),
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
