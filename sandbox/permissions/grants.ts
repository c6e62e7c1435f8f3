// Everything that deployment grants to functions, taken apart: one action on one resource, or one verb on one kind.
import type { Platform } from '../../domain/platform.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { decide } from '../../lambdas/decide/contract.ts'
import { functionRoleName, kubernetesRulesOf, statementsOf, type Use } from '../../lambdas/permissions.ts'
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
const once: readonly Use[] = [decide, supervise].map(contract => ({ contract, records: false, heeds: false }))

export function grantsOf(scenarios: readonly Scenario[], platform: Platform): readonly Grant[] {
  const uses = modes.flatMap(mode => usesOf(scenarios, mode).map(use => ({ mode, use })))
  const all = [...uses, ...once.map(use => ({ mode: 'recover' as const, use }))]
  return all.flatMap(({ mode, use }) => [...awsGrants(use, platform, mode), ...kubernetesGrants(use, platform, mode)])
}

function awsGrants(use: Use, platform: Platform, mode: Mode): readonly Grant[] {
  const of = { mode, verb: use.contract.name, role: functionRoleName(use.contract, platform, mode) }
  return statementsOf(use, platform, mode).flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap(action => Resource.map(resource => ({ ...of, action, resource, conditions: Condition }))),
  )
}

function kubernetesGrants(use: Use, platform: Platform, mode: Mode): readonly Grant[] {
  const of = { mode, verb: use.contract.name, role: functionRoleName(use.contract, platform, mode) }
  return kubernetesRulesOf(use, platform, mode).flatMap(({ verbs, resource, namespace = '*', names = ['*'] }) =>
    verbs.flatMap(verb =>
      names.map(name => ({ ...of, action: `kubernetes:${verb} ${resource}`, resource: `${namespace}/${name}` })),
    ),
  )
}
