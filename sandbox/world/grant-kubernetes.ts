// Lets functions into the clusters as deployment does: an access entry for each role, and rules generated from contracts.
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { groupsOf, homeGrantsOf, type KubernetesGrant, kubernetesGrantsOf } from '../../lambdas/kubernetes-grants.ts'
import { arns } from '../../lambdas/needs.ts'
import { functionRoleName, type Use } from '../../lambdas/permissions.ts'
import { seedGrant } from '../kubernetes/example.ts'
import type { World } from './world.ts'

type Cluster = Pick<World, 'kubernetes' | 'region' | 'platform'>

export function grantKubernetes(world: World, uses: readonly Use[], mode: Mode): void {
  const { platform, home } = world
  for (const use of uses) {
    const deployed = { use, platform, mode }
    letIn(world, deployed, kubernetesGrantsOf(use, platform, mode))
    if (home) letIn(home, deployed, homeGrantsOf(use, platform, mode))
  }
}

interface Deployed {
  readonly use: Use
  /** As it stands where the function is. */
  readonly platform: Platform
  readonly mode: Mode
}

function letIn(cluster: Cluster, { use, platform, mode }: Deployed, grants: readonly KubernetesGrant[]): void {
  if (grants.length === 0) return
  cluster.region.eks.grant(cluster.platform.kubernetes.clusterName, {
    principalArn: arns(platform).role(functionRoleName(use.contract, platform, mode)),
    kubernetesGroups: [...groupsOf(use.contract, mode)],
  })
  for (const grant of grants) seedGrant(cluster.kubernetes, grant.group, grant)
}
