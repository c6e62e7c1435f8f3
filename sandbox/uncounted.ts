// People's time within a run, approvals and the commit window, which no machine can shorten.
import { toMillis } from '../domain/instant.ts'
import type { Mode } from '../domain/run.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { everyNode } from '../workflows/language/walk.ts'
import type { StepOutcome } from './rehearsal.ts'

export function uncountedSeconds(steps: readonly StepOutcome[], { nodes }: Scenario, mode: Mode): number {
  const names = everyNode(nodes, mode).flatMap(node => {
    if (node.kind === 'approve') return [node.name]
    return node.kind === 'wait' && node.countsTowardsRto === false ? [node.name] : []
  })
  return (
    steps
      .filter(step => names.includes(step.name))
      .reduce(
        (sum, { startedAt, endedAt }) => sum + (endedAt === null ? 0 : toMillis(endedAt) - toMillis(startedAt)),
        0,
      ) / 1000
  )
}
