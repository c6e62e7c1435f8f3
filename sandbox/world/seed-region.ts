// Fills the primary region with the example platform: keys, buckets, secrets, cluster, backups. The runbook's own names.

import { type Platform, platformName } from '../../domain/platform.ts'
import { securityGroup, subnet } from '../network.ts'
import type { Region } from '../region.ts'
import type { SqlDatabase } from './database/contract.ts'
import type { Accounts } from './database-of.ts'
import { seedBackups } from './seed-backups.ts'
import { seedControl } from './seed-control.ts'
import { seedFiles } from './seed-files.ts'
import { platformRole } from './seed-roles.ts'

export function seedRegion(
  region: Region,
  platform: Platform,
  { accounts, database }: { accounts: Accounts; database: SqlDatabase },
): void {
  const keyId = platform.database.kmsKeyId.split('/').at(-1) ?? ''
  region.kms.seed({ id: keyId, aliases: [`alias/${platformName(platform)}-database`] })
  seedControl(region, platform)
  const endpoints = seedCluster(region, platform, { accounts, database })
  seedSecrets(region, platform, { accounts, endpoints })
  seedBackups(region, platform, database.earliest)
  seedFiles(region, platform, database.earliest)
}

function seedCluster(
  region: Region,
  platform: Platform,
  { accounts, database }: { accounts: Accounts; database: SqlDatabase },
) {
  const { rds } = region
  const { clusterId, kmsKeyId } = platform.database
  const subnets = (['a', 'b', 'c'] as const).map(letter => ({
    id: subnet.database(letter),
    zone: `${region.name}${letter}`,
  }))
  rds.seedSubnetGroup({ name: 'wordpress-prod-database', vpcId: region.vpcId, subnets })
  rds.seedParameterGroup({
    kind: 'cluster-pg',
    name: 'wordpress-prod-aurora-mysql8',
    parameters: { character_set_server: 'utf8mb4', binlog_format: 'ROW' },
  })
  rds.seedParameterGroup({
    kind: 'pg',
    name: 'wordpress-prod-aurora-mysql8-instance',
    parameters: { slow_query_log: '1' },
  })
  return rds.seedCluster({
    id: clusterId,
    database,
    masterUser: accounts.master.user,
    subnetGroup: 'wordpress-prod-database',
    securityGroups: [securityGroup.database],
    parameterGroup: 'wordpress-prod-aurora-mysql8',
    instanceParameterGroup: 'wordpress-prod-aurora-mysql8-instance',
    kmsKeyArn: kmsKeyId,
    instances: [
      { id: `${clusterId}-1`, instanceClass: 'db.serverless' },
      { id: `${clusterId}-2`, instanceClass: 'db.serverless' },
    ],
    tags: [
      { Key: 'Project', Value: platform.project },
      { Key: 'Environment', Value: platform.environment },
      { Key: 'Component', Value: 'database' },
    ],
    monitoringRole: platformRole(platform, 'rds-monitoring'),
    importRole: platformRole(platform, 'aurora-import'),
  })
}

function seedSecrets(
  { secrets, copiesTo }: Region,
  platform: Platform,
  { accounts, endpoints }: { accounts: Accounts; endpoints: { writer: string; reader: string } },
): void {
  const { database } = platform
  const value = ({ user, password }: Accounts['master'], extra: object = {}) =>
    JSON.stringify({
      engine: 'mysql',
      host: endpoints.writer,
      port: 3306,
      username: user,
      password,
      dbname: database.name,
      dbClusterIdentifier: database.clusterId,
      ...extra,
    })
  const application = value(accounts.application, { readerHost: endpoints.reader, auth_salt: 'canary-salt-5f1e' })
  const replicas = copiesTo === '' ? {} : { replicas: [{ region: copiesTo }] }
  secrets.seed({ name: database.secret, value: application, ...replicas })
  secrets.seed({ name: database.masterSecret, value: value(accounts.master), ...replicas })
  secrets.seed({ name: database.readerSecret, value: value(accounts.reader), ...replicas })
}
