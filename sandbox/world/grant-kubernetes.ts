// Lets functions into the cluster as deployment does: an access entry for each role, and rules generated from contracts.
import type { Mode } from '../../domain/run.ts'
import { arns, type KubernetesNeed } from '../../lambdas/needs.ts'
import { functionRoleName, kubernetesGroup, kubernetesRulesOf, type Use } from '../../lambdas/permissions.ts'
import { seedGrant } from '../kubernetes/example.ts'
import type { World } from './world.ts'

export function grantKubernetes({ kubernetes, platform, region }: World, uses: readonly Use[], mode: Mode): void {
  for (const use of uses) {
    const needs = kubernetesRulesOf(use, platform, mode)
    if (needs.length === 0) continue
    const group = kubernetesGroup(use.contract, mode)
    const principalArn = arns(platform, region.name).role(functionRoleName(use.contract, platform, mode))
    region.eks.grant(platform.kubernetes.clusterName, { principalArn, kubernetesGroups: [group] })
    for (const [namespace, rules] of byNamespace(needs)) {
      seedGrant(kubernetes, `${group}-${namespace ?? 'cluster'}`.replaceAll(':', '-'), {
        group,
        rules,
        ...(namespace !== undefined && { namespace }),
      })
    }
  }
}

function byNamespace(needs: readonly KubernetesNeed[]) {
  const found = new Map<string | undefined, ReturnType<typeof ruleOf>[]>()
  for (const need of needs) found.set(need.namespace, [...(found.get(need.namespace) ?? []), ruleOf(need)])
  return found
}

const ruleOf = ({ apiGroup, resource, verbs, names }: KubernetesNeed) => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs,
  ...(names && { resourceNames: names }),
})
