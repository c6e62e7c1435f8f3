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
    if (node.kind === 'parallel')
      return [node, ...Object.values(node.branches).flatMap(branch => everyNode(branch, mode))]
    return [node]
  })
}

export type Undoable = StepNode & { readonly undo: Undo }

/** Steps with an undo in this mode, in the order written. */
export const undoable = (nodes: readonly Node[], mode: Mode): readonly Undoable[] =>
  everyNode(nodes, mode).filter((node): node is Undoable => node.kind === 'step' && node.undo !== undefined)
