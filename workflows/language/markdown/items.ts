// From the nodes of a passage to the items that people read.
import type { Mode } from '../../../domain/run.ts'
import { written } from '../asl/arguments.ts'
import type { ApproveNode, Node, StepNode, WaitNode } from '../nodes.ts'
import { inMode } from '../walk.ts'
import { conditionText, referenceText } from './conditions.ts'
import type { ApprovalItem, Item, StepItem, WaitItem } from './outline.ts'
import type { Verbs } from './verbs.ts'

interface Place {
  readonly mode: Mode
  readonly verbs: Verbs
  /** The number of the next step. */
  readonly next: () => number
}

export const itemsOf = (nodes: readonly Node[], place: Place): readonly Item[] =>
  inMode(nodes, place.mode).flatMap(node => itemOf(node, place))

function itemOf(node: Node, place: Place): readonly Item[] {
  switch (node.kind) {
    case 'step':
      return [step(node, place)]
    case 'wait':
      return [wait(node, place)]
    case 'approve':
      return [approval(node, place)]
    case 'choose':
      return [{ kind: 'choice', title: node.title, when: conditionText(node.when), items: itemsOf(node.nodes, place) }]
    case 'optional':
      return [{ kind: 'optional', title: node.title, items: itemsOf(node.nodes, place) }]
    case 'either':
      return Object.entries(node.ways).map(([way, nodes]) => ({
        kind: 'choice',
        title: node.title,
        when: `${referenceText(written(node.on))} is ${JSON.stringify(way)}`,
        items: itemsOf(nodes, place),
      }))
    case 'parallel': {
      const branches = Object.entries(node.branches).map(([name, nodes]) => ({ name, items: itemsOf(nodes, place) }))
      return [{ kind: 'parallel', name: node.name, title: node.title, branches }]
    }
    case 'mark':
      // A drill removes everything, proved or not.
      if (node.mark === 'proved' && place.mode === 'drill') return []
      return [
        { kind: 'mark', mark: node.mark, onFailure: node.onFailure ? referenceText(written(node.onFailure)) : null },
      ]
    // A phase inside a choice is only a heading of the machine, and `only` was opened by `inMode`.
    case 'phase':
    case 'only':
      return []
  }
}

function step(node: StepNode, { verbs, next, mode }: Place): StepItem {
  return {
    kind: 'step',
    number: next(),
    name: node.name,
    title: node.title,
    ...verbs.verb(node.contract),
    again: node.contract.again,
    undo: node.undo ? verbs.undo(node.undo) : null,
    skipsOn: mode === 'drill' ? (node.skipsOn ?? []).map(({ code }) => code) : [],
  }
}

function wait(node: WaitNode, { verbs, next }: Place): WaitItem {
  return {
    kind: 'wait',
    number: next(),
    name: node.name,
    title: node.title,
    ...verbs.verb(node.contract),
    expectedSeconds: node.expected,
    withinSeconds: node.within,
    everySeconds: node.every,
    watches: node.contract.watches,
    countsTowardsRto: node.countsTowardsRto !== false,
  }
}

function approval(node: ApproveNode, { next }: Place): ApprovalItem {
  return {
    kind: 'approval',
    number: next(),
    name: node.name,
    title: node.title,
    shows: Object.keys(written(node.shows) as object),
    waivedWhen: node.waived ? conditionText(node.waived) : null,
    withinSeconds: node.within,
    onSilence: node.onSilence,
  }
}
