// Production's files in the primary region: network, file system, tree, settings of its own, and nightly backups.

import { type Platform, platformName } from '../../domain/platform.ts'
import { ACCESS_POINT } from '../kubernetes/example-files.ts'
import { securityGroup, subnet } from '../network.ts'
import type { Region } from '../region.ts'
import { fileSystemResource } from './file-resources.ts'
import { earlierNights, KEPT_DAYS, seedNightlyPlan } from './nightly-plan.ts'
import { WEB } from './wp-content/entries.ts'
import { wpContentAt } from './wp-content/tree.ts'

const JOB_TAKES = 5 * 60_000

/** Private subnets of the nodes, one in each zone; mount targets are in them. */
const nodeSubnets = (region: string) =>
  (['a', 'b', 'c'] as const).map((letter, index) => ({
    id: subnet.nodes(letter),
    zone: `${region}${letter}`,
    cidr: `10.0.${64 + index}.0/24`,
  }))

export function seedFiles(region: Region, platform: Platform, now: number): void {
  const { files } = platform
  for (const each of nodeSubnets(region.name)) region.ec2.seedSubnet({ ...each, vpcId: region.vpcId })
  const keyId = files.kmsKeyId.split('/').at(-1) ?? ''
  region.kms.seed({ id: keyId, aliases: [`alias/${platformName(platform)}-files`] })
  region.efs.seed({
    id: files.fileSystemId,
    keyArn: files.kmsKeyId,
    content: wpContentAt(files.path).tree,
    throughputMode: 'elastic',
    lifecycle: [{ TransitionToIA: 'AFTER_30_DAYS' }, { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' }],
    backup: 'DISABLED',
    policy: policyOf(platform),
    tags: tagsOf(platform),
    subnets: nodeSubnets(region.name).map(({ id }) => id),
    securityGroups: [securityGroup.files],
    accessPoints: [accessPointOf(platform)],
  })
  seedFileBackups(region, platform, now)
}

const tagsOf = (platform: Platform) => [
  { Key: 'Name', Value: `${platformName(platform)}-files` },
  { Key: 'Project', Value: platform.project },
  { Key: 'Environment', Value: platform.environment },
  { Key: 'Component', Value: 'wordpress' },
]

/** Every client that comes through a mount target and encrypts may do everything, root included. */
const policyOf = ({ account, regions, files }: Platform, actions: readonly string[] = clientActions) => {
  const Resource = `arn:aws:elasticfilesystem:${regions.primary}:${account}:file-system/${files.fileSystemId}`
  const everybody = { Principal: { AWS: '*' }, Resource }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Sid: 'clients', Effect: 'Allow', Action: actions, ...everybody },
        Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
      },
      {
        ...{ Sid: 'encrypted', Effect: 'Deny', Action: '*', ...everybody },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  })
}

const clientActions = ['ClientMount', 'ClientWrite', 'ClientRootAccess'].map(each => `elasticfilesystem:${each}`)

/** Through which WordPress mounts: rooted in wp-content, and everybody is www-data. */
const accessPointOf = ({ files, project }: Platform) => ({
  id: ACCESS_POINT,
  user: { Uid: WEB, Gid: WEB },
  root: { Path: files.path, CreationInfo: { OwnerUid: WEB, OwnerGid: WEB, Permissions: '755' } },
  tags: [
    { Key: 'Name', Value: 'wp-content' },
    { Key: 'Project', Value: project },
  ],
})

function seedFileBackups(region: Region, platform: Platform, now: number): void {
  const { vault, restoreRole, fileSystemId, kmsKeyId } = platform.files
  const roleArn = `arn:aws:iam::${platform.account}:role/${restoreRole}`
  const planId = seedNightlyPlan(region, {
    ...{ name: `${platformName(platform)}-files-daily`, vault, kmsKeyId, roleArn },
    ...{ selection: 'wordpress-by-tag', component: 'wordpress', copyVault: platform.recovery.files.vault },
  })
  // A restore's directory is at the root of the tree that is backed up next, as on AWS.
  const resource = fileSystemResource(region, fileSystemId)
  for (const createdAt of earlierNights(now)) {
    region.backup.seedRecoveryPoint({
      ...{ vaultName: vault, resource, createdAt, completedAt: createdAt + JOB_TAKES, roleArn, planId },
      deleteAfterDays: KEPT_DAYS,
      // The nights before the rehearsal share one tree: nobody has uploaded in it since.
      snapshot: () => resource.snapshot(''),
    })
  }
}
