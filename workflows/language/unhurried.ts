// What nobody waits for is asked after once a minute at most: each poll counts against the history's limit.
import type { Node, Undo } from './nodes.ts'

/** Seconds between polls, at least. */
const EVERY = 60

/** The nodes of a passage, at every depth, with polls that far apart. */
export const unhurried = (nodes: readonly Node[]): readonly Node[] => nodes.map(unhurriedNode)

function unhurriedNode(node: Node): Node {
  switch (node.kind) {
    case 'wait':
      return { ...node, every: Math.max(node.every, EVERY) }
    case 'step':
      return node.undo ? { ...node, undo: unhurriedUndo(node.undo) } : node
    case 'choose':
    case 'optional':
    case 'only':
      return { ...node, nodes: unhurried(node.nodes) }
    case 'either':
      return { ...node, ways: each(node.ways) }
    case 'parallel':
      return { ...node, branches: each(node.branches) }
    default:
      return node
  }
}

const each = (passages: Readonly<Record<string, readonly Node[]>>) =>
  Object.fromEntries(Object.entries(passages).map(([name, nodes]) => [name, unhurried(nodes)]))

const unhurriedUndo = (undo: Undo): Undo => ({
  ...undo,
  every: Math.max(undo.every ?? 0, EVERY),
  ...(undo.until && {
    until: { ...undo.until, times: { ...undo.until.times, every: Math.max(undo.until.times.every, EVERY) } },
  }),
})
