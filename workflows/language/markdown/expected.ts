// How long a runbook is expected to take beyond what the RTO counts, and how long people may take over it.
import type { Mode } from '../../../domain/run.ts'
import type { Node } from '../nodes.ts'
import { expectedSeconds } from '../rules/budget-fits-rto.ts'
import { inMode } from '../walk.ts'

/** Seconds expected of waits that come after users are served again. */
export const expectedAfterServing = (nodes: readonly Node[], mode: Mode): number =>
  total(nodes, mode, node => {
    if (node.kind === 'optional') return expectedSeconds(node.nodes, mode)
    return node.kind === 'wait' && node.countsTowardsRto === false ? node.expected : 0
  })

/** Seconds that all approvals may take together before silence stops the run. */
export const longestApprovals = (nodes: readonly Node[], mode: Mode): number =>
  total(nodes, mode, node => (node.kind === 'approve' ? node.within : 0))

/** Sums along the passage; of branches side by side, and of several ways, the longest counts. */
function total(nodes: readonly Node[], mode: Mode, seconds: (node: Node) => number): number {
  return inMode(nodes, mode).reduce((sum, node) => {
    if (node.kind === 'choose') return sum + total(node.nodes, mode, seconds)
    const beside = node.kind === 'parallel' ? node.branches : node.kind === 'either' ? node.ways : undefined
    if (!beside) return sum + seconds(node)
    return sum + Math.max(0, ...Object.values(beside).map(branch => total(branch, mode, seconds)))
  }, 0)
}
