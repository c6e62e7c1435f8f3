// The worst case of a machine stays below 20,000 history events: at 25,000 AWS fails the execution without a Catch.
import type { Mode } from '../../../domain/run.ts'
import { worstPolls } from '../asl/poll-plan.ts'
import { eventsOfWakings } from '../asl/wake.ts'
import { type Node, type Undo, undoTimes } from '../nodes.ts'
import { inMode, optionals } from '../walk.ts'
import type { Rule } from './rule.ts'

const LIMIT = 20_000
/** Wait 2, Task 5, Choice 2. */
const EVENTS_PER_POLL = 9
/** A Choice or a Pass: entered and exited. */
const EVENTS_PER_CHOICE = 2
/** Entered, exited and five attempts of scheduled, started, failed. */
const EVENTS_PER_TASK = 17

/**
 * Of an `either` only one way runs, and only what it began is undone: the longest counts. Once an optional passage has
 * begun, nothing before it is undone any more.
 */
export function worstEvents(nodes: readonly Node[], mode: Mode): number {
  const passages = optionals(nodes, mode)
  const before = inMode(nodes, mode).filter(node => node.kind !== 'optional')
  const least = worstOf(before.map(withoutUndo), mode)
  return (
    eventsOfWakings(nodes, mode) +
    20 * EVENTS_PER_TASK +
    Math.max(worstOf(before, mode), least + worstOf(passages, mode))
  )
}

function withoutUndo(node: Node): Node {
  const inside = (nodes: readonly Node[]) => nodes.map(withoutUndo)
  const inEach = (all: Readonly<Record<string, readonly Node[]>>) =>
    Object.fromEntries(Object.entries(all).map(([name, nodes]) => [name, inside(nodes)]))
  if (node.kind === 'parallel') return { ...node, branches: inEach(node.branches) }
  if (node.kind === 'either') return { ...node, ways: inEach(node.ways) }
  if ('nodes' in node) return { ...node, nodes: inside(node.nodes) }
  if (node.kind !== 'step') return node
  const { undo: _, ...step } = node
  return step
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
    case 'mark':
      return EVENTS_PER_CHOICE
    case 'choose':
      return EVENTS_PER_CHOICE + worstOf(node.nodes, mode)
    case 'optional':
      return 2 * EVENTS_PER_TASK + worstOf(node.nodes, mode)
    case 'either':
      return EVENTS_PER_CHOICE + Math.max(...Object.values(node.ways).map(way => worstOf(way, mode)))
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
