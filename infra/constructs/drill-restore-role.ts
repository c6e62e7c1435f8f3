// The role in whose name AWS Backup restores for drills: deployed with Muster, so that no drill needs the real one.
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { drillRestoreRole } from '../../domain/restore-role.ts'
import { drillRestoreStatements } from '../../lambdas/restore-role-needs.ts'
import { acknowledgeWildcards, policyOf } from '../policy.ts'

export class DrillRestoreRole extends Construct {
  readonly role: Role

  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id)
    const statements = drillRestoreStatements(platform)
    this.role = new Role(this, 'Role', {
      roleName: drillRestoreRole(platform),
      description: 'Muster: AWS Backup restores for drills in its name; it makes what only drills use',
      assumedBy: new ServicePrincipal('backup.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': platform.account } },
      }),
      inlinePolicies: { restore: policyOf(statements) },
    })
    acknowledgeWildcards(
      this.role,
      statements,
      'Names that drills or AWS complete; tags and the way in limit what has no name yet (lambdas/restore-role-needs.ts).',
    )
  }
}
