// The worst case of a machine stays below 20,000 history events: at 25,000 AWS fails the execution without a Catch.
import type { Mode } from '../../../domain/run.ts'
import { worstPolls } from '../asl/poll-plan.ts'
import { type Node, type Undo, undoTimes } from '../nodes.ts'
import { inMode } from '../walk.ts'
import type { Rule } from './rule.ts'

const LIMIT = 20_000
/** Wait 2, Task 5, Choice 2. */
const EVENTS_PER_POLL = 9
/** Entered, exited and five attempts of scheduled, started, failed. */
const EVENTS_PER_TASK = 17

/** Of an `either` only one way runs, and only what it began is undone: the longest counts. */
export function worstEvents(nodes: readonly Node[], mode: Mode): number {
  return 20 * EVENTS_PER_TASK + worstOf(nodes, mode)
}

function worstOf(nodes: readonly Node[], mode: Mode): number {
  return inMode(nodes, mode).reduce((sum, node) => sum + worstOfNode(node, mode), 0)
}

function worstOfNode(node: Node, mode: Mode): number {
  switch (node.kind) {
    case 'wait':
      return worstPolls(node, node.estimate !== undefined) * EVENTS_PER_POLL
    case 'step':
      // A persistent step may be tried 25 times: 2 + 25 × 3 events.
      return (node.persistent ? 77 : EVENTS_PER_TASK) + (node.undo ? worstOfUndo(node.undo) : 0)
    case 'choose':
      return EVENTS_PER_TASK + worstOf(node.nodes, mode)
    case 'either':
      return EVENTS_PER_TASK + Math.max(...Object.values(node.ways).map(way => worstOf(way, mode)))
    case 'parallel':
      return EVENTS_PER_TASK + Object.values(node.branches).reduce((sum, branch) => sum + worstOf(branch, mode), 0)
    default:
      return EVENTS_PER_TASK
  }
}

function worstOfUndo(undo: Undo): number {
  const itself = undo.contract.effect === 'checks' ? undoTimes(undo) : undefined
  const times = undo.until?.times ?? itself
  return (times ? worstPolls(times) : 0) * EVENTS_PER_POLL + 2 * EVENTS_PER_TASK
}

export const historyFits: Rule = (scenario, mode) => {
  const worst = worstEvents(scenario.nodes, mode)
  return worst > LIMIT ? [`the worst case writes ${worst} history events; ${LIMIT} are allowed`] : []
}
