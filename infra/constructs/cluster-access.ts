// Lets a function's role into the Kubernetes cluster, as a member of its own group and its mode's.
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks'
import type { Role } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { Contract } from '../../lambdas/contract.ts'
import { groupsOf } from '../../lambdas/kubernetes-grants.ts'

export interface ClusterAccessProps {
  readonly platform: Platform
  readonly mode: Mode
  readonly contract: Pick<Contract, 'name'>
  readonly role: Role
}

/**
 * The cluster's authentication mode must be `API` or `API_AND_CONFIG_MAP`; with `CONFIG_MAP` EKS refuses the entry
 * (aws-behaviour 1.8). No access policy of AWS is associated: what the group may do is in cdk.out/kubernetes.
 */
export class ClusterAccess extends Construct {
  constructor(scope: Construct, id: string, { platform, mode, contract, role }: ClusterAccessProps) {
    super(scope, id)
    new CfnAccessEntry(this, 'Entry', {
      clusterName: platform.kubernetes.clusterName,
      principalArn: role.roleArn,
      kubernetesGroups: [...groupsOf(contract, mode)],
      type: 'STANDARD',
    })
  }
}
