// The worst case of a machine stays below 20,000 history events: at 25,000 AWS fails the execution without a Catch.
import type { Mode } from '../../../domain/run.ts'
import { worstPolls } from '../asl/poll-plan.ts'
import type { Node } from '../nodes.ts'
import { everyNode, undoable } from '../walk.ts'
import type { Rule } from './rule.ts'

const LIMIT = 20_000
/** Wait 2, Task 5, Choice 2. */
const EVENTS_PER_POLL = 9
/** Entered, exited and five attempts of scheduled, started, failed. */
const EVENTS_PER_TASK = 17

export function worstEvents(nodes: readonly Node[], mode: Mode): number {
  const main = everyNode(nodes, mode).reduce((sum, node) => {
    if (node.kind === 'wait') return sum + worstPolls(node) * EVENTS_PER_POLL
    // A persistent step may be tried 25 times: 2 + 25 × 3 events.
    return sum + (node.kind === 'step' && node.persistent ? 77 : EVENTS_PER_TASK)
  }, 0)
  const undo = undoable(nodes, mode).reduce((sum, { undo }) => {
    const itself =
      undo.contract.effect === 'checks' ? { expected: 60, every: 15, within: undo.within ?? 1800 } : undefined
    const times = undo.until?.times ?? itself
    return sum + (times ? worstPolls(times) : 0) * EVENTS_PER_POLL + 2 * EVENTS_PER_TASK
  }, 0)
  return main + undo + 20 * EVENTS_PER_TASK
}

export const historyFits: Rule = (scenario, mode) => {
  const worst = worstEvents(scenario.nodes, mode)
  return worst > LIMIT ? [`the worst case writes ${worst} history events; ${LIMIT} are allowed`] : []
}
