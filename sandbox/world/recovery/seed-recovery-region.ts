// What is permanent in the recovery region: keys, network, groups, the vaults with their own plans, what Muster keeps there.

import { type Platform, platformName } from '../../../domain/platform.ts'
import { securityGroup, subnet as subnetIds } from '../../network.ts'
import type { Network, Region } from '../../region.ts'
import { seedNightlyPlan } from '../nightly-plan.ts'
import { seedControl } from '../seed-control.ts'
import { RUNNING_CPUS } from './nodes.ts'

const VPC = 'vpc-0d4e5f6a7b8c90a1b'

export const pilotNetwork = ({ recovery }: Platform): Network => ({
  vpcId: VPC,
  securityGroups: [
    ...new Set([
      ...recovery.database.securityGroups,
      ...recovery.files.mountTargets.flatMap(({ securityGroups }) => securityGroups),
      ...[securityGroup.nodes, securityGroup.loadBalancer],
    ]),
  ],
})

/** @param platform as it stands in the recovery region */
export function seedRecoveryRegion(region: Region, platform: Platform): void {
  const prefix = platformName(platform)
  region.kms.seed({ id: idOf(platform.database.kmsKeyId), aliases: [`alias/${prefix}-database`] })
  region.kms.seed({ id: idOf(platform.files.kmsKeyId), aliases: [`alias/${prefix}-files`] })
  seedControl(region, platform)
  // Asked for beforehand, as the guide says; a new account may run five (preflight looks at it).
  region.quotas.grant(RUNNING_CPUS, 256)
  seedCertificate(region, platform)
  seedNetwork(region, platform)
  seedGroups(region, platform)
  seedPlans(region, platform)
}

const idOf = (keyArn: string): string => keyArn.split('/').at(-1) ?? ''

/** A key is of this region, whatever a platform's description says of it. */
const keyHere = ({ name }: Region, { account }: Platform, keyArn: string): string =>
  `arn:aws:kms:${name}:${account}:key/${idOf(keyArn)}`

/** For the public name, which the load balancer here will answer to, and for the private one. */
function seedCertificate({ acm }: Region, { application, recovery }: Platform): void {
  const { certificateArn: arn, privateUrl } = recovery.application
  const nameOf = (url: string) => new URL(url).hostname
  acm.seed({ arn, domain: nameOf(application.url), alternatives: [nameOf(privateUrl)] })
}

function seedNetwork(region: Region, { recovery }: Platform): void {
  for (const [index, { subnet, zone }] of recovery.files.mountTargets.entries())
    region.ec2.seedSubnet({ id: subnet, zone, cidr: `10.1.${64 + index}.0/24`, vpcId: region.vpcId })
}

function seedGroups({ rds, name, vpcId }: Region, { recovery }: Platform): void {
  const { subnetGroup, clusterParameterGroup, instances } = recovery.database
  const subnets = (['a', 'b', 'c'] as const).map(letter => ({
    id: subnetIds.database(letter),
    zone: `${name}${letter}`,
  }))
  rds.seedSubnetGroup({ name: subnetGroup, vpcId, subnets })
  rds.seedParameterGroup({
    kind: 'cluster-pg',
    name: clusterParameterGroup,
    parameters: { character_set_server: 'utf8mb4', binlog_format: 'ROW' },
  })
  for (const group of new Set(instances.map(({ parameterGroup }) => parameterGroup)))
    rds.seedParameterGroup({ kind: 'pg', name: group, parameters: { slow_query_log: '1' } })
}

/** They take whatever carries the tag, from the first night after a restore on. */
function seedPlans(region: Region, platform: Platform): void {
  const prefix = platformName(platform)
  for (const [store, suffix, component] of [
    ['database', 'daily', 'database'],
    ['files', 'files-daily', 'wordpress'],
    ['monitoring', 'monitoring-daily', 'monitoring'],
  ] as const) {
    const { vault, kmsKeyId, restoreRole } = platform[store]
    seedNightlyPlan(region, {
      ...{ name: `${prefix}-${suffix}`, vault, kmsKeyId: keyHere(region, platform, kmsKeyId) },
      ...{
        roleArn: `arn:aws:iam::${platform.account}:role/${restoreRole}`,
        selection: `${component}-by-tag`,
        component,
      },
    })
  }
}
