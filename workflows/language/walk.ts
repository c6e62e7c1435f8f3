// Walking a runbook: the nodes that a mode's machine has, at the top or at every depth.
import type { Mode } from '../../domain/run.ts'
import type { Node, OptionalNode, StepNode, Undo } from './nodes.ts'

/** The nodes of a passage in this mode, with `only` opened. */
export function inMode(nodes: readonly Node[], mode: Mode): readonly Node[] {
  return nodes.flatMap(node => (node.kind !== 'only' ? [node] : node.mode === mode ? inMode(node.nodes, mode) : []))
}

/** Every node at every depth in this mode, in the order written. */
export function everyNode(nodes: readonly Node[], mode: Mode): readonly Node[] {
  return inMode(nodes, mode).flatMap(node => {
    if (node.kind === 'choose' || node.kind === 'optional') return [node, ...everyNode(node.nodes, mode)]
    if (node.kind === 'either') return [node, ...Object.values(node.ways).flatMap(way => everyNode(way, mode))]
    if (node.kind === 'parallel')
      return [node, ...Object.values(node.branches).flatMap(branch => everyNode(branch, mode))]
    return [node]
  })
}

/** Passages that the run can do without, in this mode. */
export const optionals = (nodes: readonly Node[], mode: Mode): readonly OptionalNode[] =>
  everyNode(nodes, mode).filter(node => node.kind === 'optional')

export type Undoable = StepNode & { readonly undo: Undo }

/** Steps with an undo in this mode, in the order written. Ways of an `either` that share a step's name share its undo. */
export function undoable(nodes: readonly Node[], mode: Mode): readonly Undoable[] {
  const found = everyNode(nodes, mode).filter(isUndoable)
  return found.filter((step, index) => found.findIndex(({ name }) => name === step.name) === index)
}

/** Undos that may go on side by side, in the order written. */
export type Round = readonly Undoable[]

/**
 * The undo chain in rounds: of a parallel passage the last undos of its branches are one round, those before them the
 * next, as no branch knows of another; elsewhere an undo is a round of its own unless it is written to stand `beside`.
 * An optional passage has a chain of its own.
 */
export function undoRounds(nodes: readonly Node[], mode: Mode): readonly Round[] {
  const seen = new Set<string>()
  return roundsOf(nodes, mode).flatMap(round => {
    const fresh = round.filter(({ name }) => !seen.has(name))
    for (const { name } of fresh) seen.add(name)
    return fresh.length > 0 ? [fresh] : []
  })
}

const roundsOf = (nodes: readonly Node[], mode: Mode): readonly Round[] =>
  inMode(nodes, mode)
    .flatMap(node => roundsIn(node, mode))
    .reduce<readonly Round[]>(besideEarlier, [])

function roundsIn(node: Node, mode: Mode): readonly Round[] {
  if (node.kind === 'choose') return roundsOf(node.nodes, mode)
  if (node.kind === 'either') return Object.values(node.ways).flatMap(way => roundsOf(way, mode))
  if (node.kind === 'parallel') return alignedAtTheEnd(Object.values(node.branches).map(each => roundsOf(each, mode)))
  return isUndoable(node) ? [[node]] : []
}

function besideEarlier(rounds: readonly Round[], round: Round): readonly Round[] {
  const last = rounds.at(-1)
  return last && round.every(({ undo }) => undo.beside)
    ? [...rounds.slice(0, -1), [...last, ...round]]
    : [...rounds, round]
}

function alignedAtTheEnd(branches: readonly (readonly Round[])[]): readonly Round[] {
  const longest = Math.max(0, ...branches.map(({ length }) => length))
  return Array.from({ length: longest }, (_, index) =>
    branches.flatMap(branch => branch[branch.length - longest + index] ?? []),
  )
}

export const isUndoable = (node: Node): node is Undoable => node.kind === 'step' && node.undo !== undefined

/** Names of what is known after the passage, beyond what was known before it: of an `either`, what every way gives; of branches `together`, what any gives. */
export function given(nodes: readonly Node[], mode: Mode): readonly string[] {
  return inMode(nodes, mode).flatMap(node => {
    if (node.kind === 'either') {
      const [first = [], ...others] = Object.values(node.ways).map(way => given(way, mode))
      return first.filter(name => others.every(names => names.includes(name)))
    }
    if (node.kind === 'parallel' && node.open)
      return Object.values(node.branches).flatMap(branch => given(branch, mode))
    return 'name' in node && node.kind !== 'approve' ? [node.name] : []
  })
}
