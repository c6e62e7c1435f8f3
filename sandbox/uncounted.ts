// People's time within a run, approvals and the commit window, which no machine can shorten; and what nobody waits for.
import { toMillis } from '../domain/instant.ts'
import type { Mode } from '../domain/run.ts'
import type { OptionalNode, Scenario } from '../workflows/language/nodes.ts'
import { everyNode, optionals } from '../workflows/language/walk.ts'
import type { StepOutcome } from './rehearsal.ts'

export function uncountedSeconds(steps: readonly StepOutcome[], { nodes }: Scenario, mode: Mode): number {
  const names = everyNode(nodes, mode).flatMap(node => {
    if (node.kind === 'approve') return [node.name]
    return node.kind === 'wait' && node.countsTowardsRto === false ? [node.name] : []
  })
  const people = ended(steps).filter(step => names.includes(step.name))
  return (
    people.reduce((sum, step) => sum + secondsOf([step]), 0) +
    secondsOf(unawaited(ended(steps), optionals(nodes, mode)))
  )
}

/** Steps of what a run can do without, and their undos: everybody is served before the first of them begins. */
function unawaited(steps: readonly Ended[], passages: readonly OptionalNode[]): readonly Ended[] {
  const names = passages.flatMap(({ nodes }) =>
    everyNode(nodes, 'recover').flatMap(node => ('name' in node ? [node.name, `undo_${node.name}`] : [])),
  )
  return steps.filter(({ name }) => names.includes(name))
}

type Ended = StepOutcome & { readonly endedAt: string }

const ended = (steps: readonly StepOutcome[]): readonly Ended[] =>
  steps.filter((step): step is Ended => step.endedAt !== null)

/** From the beginning of the first to the end of the last. */
const secondsOf = (steps: readonly Ended[]): number =>
  steps.length === 0
    ? 0
    : (Math.max(...steps.map(({ endedAt }) => toMillis(endedAt))) -
        Math.min(...steps.map(({ startedAt }) => toMillis(startedAt)))) /
      1000
