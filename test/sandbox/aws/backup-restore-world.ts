// The example platform with its vault, and restore jobs of its Aurora cluster, for tests of these.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { platformSchema } from '../../../domain/platform.ts'
import { securityGroup } from '../../../sandbox/network.ts'
import { clustersOf } from '../../../sandbox/world/backup-resources.ts'
import { makeWorld, type World } from '../../../sandbox/world/world.ts'
import { ask } from './calling.ts'

const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const { clusterId, vault, kmsKeyId } = platform.database
export const role = `arn:aws:iam::${platform.account}:role/${platform.database.restoreRole}`
export const arn = (id: string) => `arn:aws:rds:us-east-1:${platform.account}:cluster:${id}`
export const made = 'made-by-a-job'

export const metadata = {
  DBClusterIdentifier: made,
  Engine: 'aurora-mysql',
  EngineVersion: '8.0.mysql_aurora.3.08.2',
  DBSubnetGroupName: 'wordpress-prod-database',
  VpcSecurityGroupIds: `["${securityGroup.database}"]`,
}

export function setting(options: { readonly pageSize?: number } = {}) {
  const world = makeWorld({ platform, seed: 'restore jobs', ideal: false, ...options })
  const { backup, rds } = world.region
  const { service } = backup
  const points: { RecoveryPointArn: string; CreationDate: Date }[] = ask(service, 'ListRecoveryPointsByBackupVault', {
    BackupVaultName: vault,
    MaxResults: 1000,
  }).RecoveryPoints
  const newest = points.toSorted((a, b) => b.CreationDate.getTime() - a.CreationDate.getTime())[0]
  const RecoveryPointArn = newest?.RecoveryPointArn ?? ''
  const request = { RecoveryPointArn, IamRoleArn: role, Metadata: metadata, IdempotencyToken: 'one' }
  const start = (more: object = {}): string => ask(service, 'StartRestoreJob', { ...request, ...more }).RestoreJobId
  const job = (RestoreJobId: string) => ask(service, 'DescribeRestoreJob', { RestoreJobId })
  const pass = (milliseconds: number) => world.clock.run(world.clock.now() + milliseconds)
  const cluster = (id = made) => clustersOf(world.region).find(each => each.DBClusterIdentifier === id)
  return { ...world, service, rds, backup, request, start, job, pass, cluster, RecoveryPointArn }
}

/** A recovery point with which any second of the source's window can be restored. */
export function continuousPoint({ region, clock }: World): string {
  const [source] = clustersOf(region)
  return region.backup.seedRecoveryPoint({
    vaultName: vault,
    resource: { arn: arn(clusterId), type: 'Aurora', tags: {}, sizeBytes: 1, encryptionKeyArn: kmsKeyId },
    createdAt: clock.now(),
    continuousOf: source?.DbClusterResourceId ?? '',
    roleArn: role,
    snapshot: () => ({ content: undefined, restoreMetadata: {} }),
  })
}
