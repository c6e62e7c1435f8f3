// Lets functions into the cluster as deployment does: an access entry for each role, and rules generated from contracts.
import type { Mode } from '../../domain/run.ts'
import { groupsOf, kubernetesGrantsOf } from '../../lambdas/kubernetes-grants.ts'
import { arns } from '../../lambdas/needs.ts'
import { functionRoleName, type Use } from '../../lambdas/permissions.ts'
import { seedGrant } from '../kubernetes/example.ts'
import type { World } from './world.ts'

export function grantKubernetes({ kubernetes, platform, region }: World, uses: readonly Use[], mode: Mode): void {
  for (const use of uses) {
    const grants = kubernetesGrantsOf(use, platform, mode)
    if (grants.length === 0) continue
    const principalArn = arns(platform, region.name).role(functionRoleName(use.contract, platform, mode))
    region.eks.grant(platform.kubernetes.clusterName, {
      principalArn,
      kubernetesGroups: [...groupsOf(use.contract, mode)],
    })
    for (const grant of grants) seedGrant(kubernetes, grant.group, grant)
  }
}
