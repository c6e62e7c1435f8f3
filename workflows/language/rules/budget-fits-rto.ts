// The expected durations of the waits, side by side where they run side by side, the longest way where there are several, fit into the promised RTO.
import type { Mode } from '../../../domain/run.ts'
import type { Node } from '../nodes.ts'
import { inMode } from '../walk.ts'
import type { Rule } from './rule.ts'

/** Seconds expected until users are served again; the commit window, and what a run can do without, come afterwards. */
export function expectedSeconds(nodes: readonly Node[], mode: Mode): number {
  return inMode(nodes, mode).reduce((sum, node) => {
    if (node.kind === 'wait') return sum + (node.countsTowardsRto === false ? 0 : node.expected)
    if (node.kind === 'choose') return sum + expectedSeconds(node.nodes, mode)
    if (node.kind === 'either')
      return sum + Math.max(...Object.values(node.ways).map(way => expectedSeconds(way, mode)))
    if (node.kind === 'parallel')
      return sum + Math.max(...Object.values(node.branches).map(branch => expectedSeconds(branch, mode)))
    return sum
  }, 0)
}

export const budgetFitsRto: Rule = (scenario, mode) => {
  const expected = expectedSeconds(scenario.nodes, mode)
  const { rto } = scenario.objectives
  return expected > rto ? [`its waits are expected to take ${expected} s; the promised RTO is ${rto} s`] : []
}
