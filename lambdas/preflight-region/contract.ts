// Look for everything that a region lacks before a platform can be restored into it, all at once, while nothing is touched.
import * as z from 'zod'
import type { Platform } from '../../domain/platform.ts'
import { filesSchema, kubernetesSchema, recoverySchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { keyArn } from '../database-needs.ts'
import { anyFileSystem, filesKey, onFilesClaim } from '../files-needs.ts'
import { describeVolumes, monitoringKey } from '../monitoring-needs.ts'
import { allow, allowAnywhere, arns, type Need } from '../needs.ts'
import { databaseCopies } from '../region-needs.ts'

export const preflightRegion = contract({
  name: 'preflight-region',
  effect: 'reads',
  takes: z.strictObject({
    lost: z.string().describe('The region that the copies came from.'),
    clusterId: z.string().describe('The lost database cluster.'),
    recovery: recoverySchema,
    files: filesSchema,
    kubernetes: kubernetesSchema,
    drillImage: z.string(),
    url: z.url().describe('Of the site.'),
  }),
  gives: z.strictObject({
    blockers: z.array(z.string()).describe('What was found, what was expected, what to do.'),
    notes: z.array(z.string()).describe('What does not stop the run and is worth knowing.'),
  }),
  throws: [],
  needs: (p, mode) => [
    ...ofKeysAndVaults(p),
    ...ofDatabase(p),
    ...ofRoom(p),
    ...ofEntrance(p),
    ...recoverOnly(mode, () => [onFilesClaim(p).read]),
  ],
  again: 'only reads',
})

const ofKeysAndVaults = (p: Platform): Need[] => [
  allow('kms:DescribeKey', [keyArn(p), filesKey(p), monitoringKey(p)]),
  allow('backup:DescribeBackupVault', [p.database.vault, p.files.vault, p.monitoring.vault].map(arns(p).vault)),
  // The newest copy tells its engine version.
  allow('backup:ListRecoveryPointsByBackupVault', arns(p).vault(p.database.vault)),
  allow('backup:GetRecoveryPointRestoreMetadata', databaseCopies(p)),
]

function ofDatabase(p: Platform): Need[] {
  const { subnetGroup, clusterParameterGroup, instances } = p.recovery.database
  const groups = [...new Set(instances.map(({ parameterGroup }) => parameterGroup))]
  return [
    allow('rds:DescribeDBSubnetGroups', arns(p).subnetGroup(subnetGroup.toLowerCase())),
    allow('rds:DescribeDBClusterParameterGroups', arns(p).clusterParameterGroup(clusterParameterGroup.toLowerCase())),
    allow(
      'rds:DescribeDBParameterGroups',
      groups.map(name => arns(p).parameterGroup(name.toLowerCase())),
    ),
    allowAnywhere(
      ['rds:DescribeDBEngineVersions', 'rds:DescribeOrderableDBInstanceOptions', 'rds:DescribeAccountAttributes'],
      'Service Authorization Reference, RDS: what is offered, and quotas, have no resource type',
    ),
  ]
}

const ofRoom = (p: Platform): Need[] => [
  allowAnywhere('servicequotas:GetServiceQuota', 'Service Authorization Reference, Service Quotas: no resource level'),
  allow('elasticfilesystem:DescribeFileSystems', anyFileSystem(p)),
  describeVolumes,
  allowAnywhere('ec2:DescribeSubnets', 'Service Authorization Reference, EC2: describing has no resource level'),
]

const ofEntrance = (p: Platform): Need[] => [
  allow('acm:DescribeCertificate', p.recovery.application.certificateArn),
  allowAnywhere(
    ['elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeTargetGroups'],
    'Service Authorization Reference, Elastic Load Balancing V2: describing has no resource level',
  ),
  enterCluster(p),
  onWordpress(p).readDeployment,
]
