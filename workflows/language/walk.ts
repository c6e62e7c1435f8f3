// Walking a runbook: the nodes that a mode's machine has, at the top or at every depth.
import type { Mode } from '../../domain/run.ts'
import type { Node, StepNode, Undo } from './nodes.ts'

/** The nodes of a passage in this mode, with `only` opened. */
export function inMode(nodes: readonly Node[], mode: Mode): readonly Node[] {
  return nodes.flatMap(node => (node.kind !== 'only' ? [node] : node.mode === mode ? inMode(node.nodes, mode) : []))
}

/** Every node at every depth in this mode, in the order written. */
export function everyNode(nodes: readonly Node[], mode: Mode): readonly Node[] {
  return inMode(nodes, mode).flatMap(node => {
    if (node.kind === 'choose') return [node, ...everyNode(node.nodes, mode)]
    if (node.kind === 'either') return [node, ...Object.values(node.ways).flatMap(way => everyNode(way, mode))]
    if (node.kind === 'parallel')
      return [node, ...Object.values(node.branches).flatMap(branch => everyNode(branch, mode))]
    return [node]
  })
}

export type Undoable = StepNode & { readonly undo: Undo }

/** Steps with an undo in this mode, in the order written. Ways of an `either` that share a step's name share its undo. */
export function undoable(nodes: readonly Node[], mode: Mode): readonly Undoable[] {
  const found = everyNode(nodes, mode).filter(isUndoable)
  return found.filter((step, index) => found.findIndex(({ name }) => name === step.name) === index)
}

export const isUndoable = (node: Node): node is Undoable => node.kind === 'step' && node.undo !== undefined

/** Names of what is known after the passage, beyond what was known before it: of an `either`, what every way gives. */
export function given(nodes: readonly Node[], mode: Mode): readonly string[] {
  return inMode(nodes, mode).flatMap(node => {
    if (node.kind === 'either') {
      const [first = [], ...others] = Object.values(node.ways).map(way => given(way, mode))
      return first.filter(name => others.every(names => names.includes(name)))
    }
    return 'name' in node && node.kind !== 'approve' ? [node.name] : []
  })
}
