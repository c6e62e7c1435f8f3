// From the names of states, as executions tell them, to the steps that people know.
import type { Mode } from '../../domain/run.ts'
import type { Node, Scenario } from './nodes.ts'
import { everyNode, undoable } from './walk.ts'

/** A step as people know it. */
export interface Known {
  readonly phase: string
  readonly name: string
  readonly title: string
  readonly undo: boolean
  /** The contract's name; empty for approvals. */
  readonly verb: string
}

/** State names of a scenario by the step they belong to; `: answer`, `: wait` and the like are parts of one step. */
export class Titles {
  readonly #known = new Map<string, Known>()

  constructor(scenario: Scenario, mode: Mode) {
    this.#known.set('Check the request', {
      phase: 'Begin',
      name: 'request',
      title: 'Check the request',
      undo: false,
      verb: 'check-request',
    })
    this.#readNodes(scenario.nodes, mode)
    for (const step of undoable(scenario.nodes, mode)) {
      for (const { title, contract } of [step.undo, ...(step.undo.onceProved ? [step.undo.onceProved] : [])]) {
        this.#known.set(title, { phase: 'Undo', name: `undo_${step.name}`, title, undo: true, verb: contract.name })
      }
    }
    for (const title of ['Release the platform', 'Write the report', 'Tell people', 'Correct the report']) {
      this.#known.set(title, { phase: 'Close', name: 'close', title, undo: false, verb: '' })
    }
  }

  of(stateName: string): Known | undefined {
    return (
      this.#known.get(stateName) ??
      this.#known.get(stateName.replace(/(: (begin|give it time|answer|wait|paused|decision|done\?))+$/, ''))
    )
  }

  #readNodes(nodes: readonly Node[], mode: Mode): void {
    let phase = 'Begin'
    for (const node of everyNode(nodes, mode)) {
      if (node.kind === 'phase') phase = node.title
      if (node.kind !== 'step' && node.kind !== 'wait' && node.kind !== 'approve') continue
      const verb = node.kind === 'approve' ? '' : node.contract.name
      this.#known.set(node.title, { phase, name: node.name, title: node.title, undo: false, verb })
    }
  }
}
