// The role of the programs that copy files inside the cluster, and the service accounts that have it.
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks'
import { Role, ServicePrincipal, SessionTagsPrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { copyRoleName, copyStatements } from '../../lambdas/job-permissions.ts'
import { acknowledgeWildcards, policyOf } from '../policy.ts'

/** Needs the EKS Pod Identity agent in the cluster (aws-behaviour 1.8); without it a copy says that it has no role. */
export class CopyRole extends Construct {
  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id)
    const { kubernetes, drill, files } = platform
    const statements = copyStatements(platform)
    const role = new Role(this, 'Role', {
      roleName: copyRoleName(platform),
      description: 'Muster: what jobs/copy-back writes, its listings, and nothing else',
      assumedBy: new SessionTagsPrincipal(new ServicePrincipal('pods.eks.amazonaws.com')),
      inlinePolicies: { needs: policyOf(statements) },
    })
    acknowledgeWildcards(role, statements, 'Listings have the names of runs; the key is known by its alias.')
    for (const namespace of [kubernetes.namespace, drill.namespace]) {
      new CfnPodIdentityAssociation(this, namespace, {
        clusterName: kubernetes.clusterName,
        namespace,
        serviceAccount: files.copy.serviceAccount,
        roleArn: role.roleArn,
      })
    }
  }
}
