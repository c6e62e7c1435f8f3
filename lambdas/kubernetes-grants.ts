// From what contracts need of Kubernetes to rules: one group a function, so that each may do only what its contract says.
import type { Platform } from '../domain/platform.ts'
import type { Mode } from '../domain/run.ts'
import type { Contract } from './contract.ts'
import type { KubernetesNeed } from './needs.ts'
import { homeRulesOf, kubernetesRulesOf, type Use } from './permissions.ts'

export interface KubernetesRule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

/** What a function's group may do in one namespace, or in the whole cluster when none is named. */
export interface KubernetesGrant {
  readonly group: string
  readonly namespace?: string
  readonly rules: readonly KubernetesRule[]
}

/** Every function of a mode is in this group too; admission policies speak of it, no rule is bound to it. */
export const modeGroup = (mode: Mode): string => `muster-${mode}`

const functionGroup = (contract: Pick<Contract, 'name'>, mode: Mode): string => `muster-${mode}:${contract.name}`

/** The groups of an access entry. */
export const groupsOf = (contract: Pick<Contract, 'name'>, mode: Mode): readonly string[] => [
  modeGroup(mode),
  functionGroup(contract, mode),
]

/** What the cluster of the function's own region allows it. */
export const kubernetesGrantsOf = (use: Use, platform: Platform, mode: Mode): readonly KubernetesGrant[] =>
  grantsOf(use, kubernetesRulesOf(use, platform, mode), mode)

/** What the cluster of the other region allows it. */
export const homeGrantsOf = (use: Use, platform: Platform, mode: Mode): readonly KubernetesGrant[] =>
  grantsOf(use, homeRulesOf(use, platform, mode), mode)

function grantsOf(use: Use, needs: readonly KubernetesNeed[], mode: Mode): readonly KubernetesGrant[] {
  const namespaces = [...new Set(needs.map(({ namespace }) => namespace ?? ''))].sort()
  return namespaces.map(namespace => ({
    group: functionGroup(use.contract, mode),
    ...(namespace !== '' && { namespace }),
    rules: rulesOf(needs.filter(need => (need.namespace ?? '') === namespace)),
  }))
}

/** One rule for each resource and set of names, its verbs joined and sorted: stable text to compare. */
function rulesOf(needs: readonly KubernetesNeed[]): readonly KubernetesRule[] {
  const rules = new Map<string, { need: KubernetesNeed; verbs: Set<string> }>()
  for (const need of needs) {
    const key = JSON.stringify([need.apiGroup, need.resource, [...(need.names ?? [])].sort()])
    const rule = rules.get(key) ?? { need, verbs: new Set<string>() }
    for (const verb of need.verbs) rule.verbs.add(verb)
    rules.set(key, rule)
  }
  return [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { need, verbs }]) => ({
      apiGroups: [need.apiGroup],
      resources: [need.resource],
      ...(need.names && { resourceNames: [...need.names].sort() }),
      verbs: [...verbs].sort(),
    }))
}
