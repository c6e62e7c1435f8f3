// What is deployed for a mode: each verb once, with how the machines of that mode use it.
import type { Platform } from '../domain/platform.ts'
import { platformAt } from '../domain/platform-places.ts'
import type { Mode } from '../domain/run.ts'
import { heedOperator } from '../lambdas/heed-operator/contract.ts'
import type { Use } from '../lambdas/permissions.ts'
import { printMachine } from './language/asl/machine.ts'
import { contractsOf, recordedSteps } from './language/asl/used.ts'
import type { Scenario } from './language/nodes.ts'
import { everyNode } from './language/walk.ts'

/** Every verb that these scenarios use in this mode, sorted by name. */
export function usesOf(scenarios: readonly Scenario[], mode: Mode): readonly Use[] {
  const uses = new Map<string, Use>()
  for (const scenario of scenarios) {
    const recorded = namesOfRecorded(scenario, mode)
    const heeding = namesOfHeeding(scenario, mode)
    for (const contract of contractsOf(scenario, mode)) {
      const before = uses.get(contract.name)
      uses.set(contract.name, {
        contract,
        records: (before?.records ?? false) || recorded.has(contract.name),
        heeds: (before?.heeds ?? false) || heeding.has(contract.name),
      })
    }
  }
  return [...uses.values()].sort((a, b) => (a.contract.name < b.contract.name ? -1 : 1))
}

/** Names of verbs whose results an undo refers to. */
function namesOfRecorded(scenario: Scenario, mode: Mode): ReadonlySet<string> {
  const recorded = recordedSteps(scenario, mode)
  const verbs = everyNode(scenario.nodes, mode).flatMap(node =>
    (node.kind === 'step' || node.kind === 'wait') && recorded.has(node.name) ? [node.contract.name] : [],
  )
  return new Set([...verbs, 'check-request'])
}

/** Names of verbs that are polled on the main line: undoing heeds nobody. */
function namesOfHeeding(scenario: Scenario, mode: Mode): ReadonlySet<string> {
  const polled = everyNode(scenario.nodes, mode).flatMap(node => (node.kind === 'wait' ? [node.contract.name] : []))
  return new Set([...polled, heedOperator.name])
}

/** The platform as this scenario's machines find it where they live. */
export const platformFor = (scenario: Scenario, platform: Platform): Platform =>
  platformAt(scenario.runsIn ?? 'primary', platform)

/** The definition with its placeholders replaced by function ARNs, as CloudFormation does it. */
export function substituted(definition: string, arnOf: (placeholder: string) => string): string {
  return definition.replace(/\$\{(\w+)\}/g, (_, name: string) => arnOf(name))
}

const printed = new WeakMap<Scenario, WeakMap<Platform, Map<Mode, string>>>()

/** Printed once for each scenario, platform and mode, which do not change: sweeps deploy thousands of times. */
export function definitionOf(scenario: Scenario, platform: Platform, mode: Mode): string {
  const byPlatform = printed.get(scenario) ?? new WeakMap<Platform, Map<Mode, string>>()
  const byMode = byPlatform.get(platform) ?? new Map<Mode, string>()
  printed.set(scenario, byPlatform.set(platform, byMode))
  const definition = byMode.get(mode) ?? printMachine(scenario, platform, mode)
  byMode.set(mode, definition)
  return definition
}
