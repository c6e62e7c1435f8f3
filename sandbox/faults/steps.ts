// Steps as faults name them: which there are, and when to strike at one.
import { nearestName } from '../../domain/nearest-name.ts'
import type { ApproveNode, StepNode, WaitNode } from '../../workflows/language/nodes.ts'
import { everyNode } from '../../workflows/language/walk.ts'
import type { About, FaultSetting } from './fault.ts'

export const stepArgument = 'the name of a step of the runbook, such as restored, available or acceptLoss'

type Named = StepNode | WaitNode | ApproveNode

const named = ({ scenario, mode }: About): readonly Named[] =>
  everyNode(scenario.nodes, mode).filter(
    node => node.kind === 'step' || node.kind === 'wait' || node.kind === 'approve',
  )

/** For people; undefined when it is a step of this mode's runbook. */
export function wrongStep(text: string, about: About): string | undefined {
  const names = [...new Set(named(about).map(({ name }) => name))]
  if (names.includes(text)) return undefined
  const meant = nearestName(text, names)
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`
  return `"${text}" is no step of ${about.scenario.name} (${about.mode}): there are ${names.join(', ')}${hint}`
}

/** Seconds a person needs until they act on a wait that they watch. */
const WATCHED = 90

/** Strikes when the step begins; in the middle of it when it waits for AWS or for a person. */
export function atStep(setting: FaultSetting, name: string, strike: () => unknown): void {
  const { clock } = setting.world
  const node = named(setting).find(each => each.name === name)
  setting.timeline.whenBegun(name, () => clock.after(secondsInto(node) * 1000, strike))
}

function secondsInto(node: Named | undefined): number {
  if (node?.kind === 'approve') return WATCHED
  return node?.kind === 'wait' ? Math.min(WATCHED, node.expected / 2) : 0
}

/** The step that waits by one of those verbs. */
export const waitOn = (about: About, ...verbs: readonly string[]): string | undefined =>
  named(about).find(node => node.kind === 'wait' && verbs.includes(node.contract.name))?.name
