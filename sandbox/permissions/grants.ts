// Everything that deployment grants to functions, taken apart: one action on one resource, or one verb on one kind.
import type { Platform } from '../../domain/platform.ts'
import { platformAt } from '../../domain/platform-places.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { doors, heartbeat } from '../../lambdas/doors.ts'
import { functionRoleName, homeRulesOf, kubernetesRulesOf, statementsOf, type Use } from '../../lambdas/permissions.ts'
import { supervise } from '../../lambdas/supervise/contract.ts'
import { usesOf } from '../../workflows/deployment.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'

export interface Grant {
  readonly mode: Mode
  readonly verb: string
  /** Name of the role. */
  readonly role: string
  /** `rds:CreateDBInstance`, or `kubernetes:patch deployments/scale`. */
  readonly action: string
  /** ARN, with wildcards; of Kubernetes `namespace/name`, with a wildcard where no name or no namespace is said. */
  readonly resource: string
  readonly conditions?: object | undefined
}

/** Deployed once, for both modes: what answers people, and what looks after runs. */
const once: readonly Use[] = [...doors, heartbeat, { contract: supervise, records: false, heeds: false }]

interface Granted {
  readonly mode: Mode
  readonly use: Use
  /** As it stands where the function is. */
  readonly platform: Platform
}

export function grantsOf(scenarios: readonly Scenario[], platform: Platform): readonly Grant[] {
  const all = [
    ...modes.flatMap(mode => granted(scenarios, platform, mode)),
    ...once.map(use => ({ mode: 'recover' as const, use, platform })),
  ]
  return [
    ...all.flatMap(({ mode, use, platform }) => [
      ...awsGrants(use, platform, mode),
      ...kubernetesGrants(use, platform, mode),
    ]),
    ...chatGrants(platform),
  ]
}

/** Chat reaches runs of both regions alike: what it may do in the other one is not asked for again. */
function chatGrants(platform: Platform): readonly Grant[] {
  const view = platformAt('recovery', platform)
  const grants = chatDoors.flatMap(use => awsGrants(use, view, 'recover'))
  const here = ({ resource }: Grant): string =>
    resource
      .replace(`:${view.regions.recovery}:`, `:${view.regions.primary}:`)
      .replace(view.home.controlBucket, view.muster.controlBucket)
  const has = (wanted: Grant, resource: string) =>
    grants.some(each => each.role === wanted.role && each.action === wanted.action && each.resource === resource)
  return grants.filter(each => here(each) === each.resource || !has(each, here(each)))
}

/** A verb of both regions needs the same in both: where the primary region has it, its twin is not asked for again. */
function granted(scenarios: readonly Scenario[], platform: Platform, mode: Mode): readonly Granted[] {
  const [there, here] = (['recovery', 'primary'] as const).map(place =>
    scenarios.filter(({ runsIn = 'primary' }) => runsIn === place),
  )
  const known = usesOf(here ?? [], mode)
  const others = usesOf(there ?? [], mode).filter(
    use => !known.some(({ contract }) => contract.name === use.contract.name),
  )
  const view = platformAt('recovery', platform)
  return [...known.map(use => ({ mode, use, platform })), ...others.map(use => ({ mode, use, platform: view }))]
}

function awsGrants(use: Use, platform: Platform, mode: Mode): readonly Grant[] {
  const of = { mode, verb: use.contract.name, role: functionRoleName(use.contract, platform, mode) }
  return statementsOf(use, platform, mode).flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap(action => Resource.map(resource => ({ ...of, action, resource, conditions: Condition }))),
  )
}

function kubernetesGrants(use: Use, platform: Platform, mode: Mode): readonly Grant[] {
  const of = { mode, verb: use.contract.name, role: functionRoleName(use.contract, platform, mode) }
  const rules = [...kubernetesRulesOf(use, platform, mode), ...homeRulesOf(use, platform, mode)]
  return rules.flatMap(({ verbs, resource, namespace = '*', names = ['*'] }) =>
    verbs.flatMap(verb =>
      names.map(name => ({ ...of, action: `kubernetes:${verb} ${resource}`, resource: `${namespace}/${name}` })),
    ),
  )
}
