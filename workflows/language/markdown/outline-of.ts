// From a scenario to the outline of its runbook in one mode.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import { machineName } from '../asl/machine.ts'
import type { Node, Scenario } from '../nodes.ts'
import { expectedSeconds } from '../rules/budget-fits-rto.ts'
import { inMode, undoRounds } from '../walk.ts'
import { expectedAfterServing, longestApprovals } from './expected.ts'
import { itemsOf } from './items.ts'
import type { Outline, PhaseOutline } from './outline.ts'
import { requestFields } from './request-fields.ts'
import { type Verbs, verbsOf } from './verbs.ts'

/** The runbook of one mode. Permissions and names are those on this platform. */
export function outlineOf(scenario: Scenario, platform: Platform, mode: Mode): Outline {
  const verbs = verbsOf(scenario, platform, mode)
  const phases = phasesOf(scenario, mode, verbs)
  const { rto, rpo } = scenario.objectives
  return {
    scenario: scenario.name,
    title: scenario.title,
    summary: scenario.summary,
    mode,
    machine: machineName(scenario, platform, mode),
    promised: { rtoSeconds: rto, rpoSeconds: rpo },
    expected: {
      untilServedSeconds: expectedSeconds(scenario.nodes, mode),
      afterwardsSeconds: expectedAfterServing(scenario.nodes, mode),
      approvalsAtMostSeconds: longestApprovals(scenario.nodes, mode),
    },
    request: requestFields(scenario.requests[mode]),
    phases,
    undoChain: undoRounds(scenario.nodes, mode)
      .flat()
      .toReversed()
      .map(step => ({ of: step.title, ...verbs.undo(step.undo) })),
    around: verbs.around(phases),
  }
}

/** Nodes that stand before the first phase belong to a phase called Begin, as in the printed machine. */
function phasesOf(scenario: Scenario, mode: Mode, verbs: Verbs): readonly PhaseOutline[] {
  const phases: { title: string; nodes: Node[] }[] = [{ title: 'Begin', nodes: [] }]
  for (const node of inMode(scenario.nodes, mode)) {
    if (node.kind === 'phase') phases.push({ title: node.title, nodes: [] })
    else phases.at(-1)?.nodes.push(node)
  }
  let number = 0
  const next = () => ++number
  return phases
    .map(({ title, nodes }) => ({ title, items: itemsOf(nodes, { mode, verbs, next }) }))
    .filter(({ items }) => items.length > 0)
}
