// Two regions of an account, for copies between them: production's with a nightly plan, and another with a vault.
import { BackupClient } from '@aws-sdk/client-backup'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { copyReceivers } from '../../../sandbox/aws/backup/copy-receivers.ts'
import { Backup, type Copying, type Resource } from '../../../sandbox/aws/backup/index.ts'
import { Ec2 } from '../../../sandbox/aws/ec2/index.ts'
import type { Statement } from '../../../sandbox/aws/iam/iam.ts'
import { assertAllowed, inNameOf } from '../../../sandbox/aws/in-name-of.ts'
import { Kms } from '../../../sandbox/aws/kms/index.ts'
import { Rds } from '../../../sandbox/aws/rds/index.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Cloud } from '../../../sandbox/cloud.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { backupResources } from '../../../sandbox/world/backup-resources.ts'
import { createDatabase } from '../../../sandbox/world/database/sqlite-database.ts'
import { FileTree } from '../../../sandbox/world/files/index.ts'
import { volumeResource } from '../../../sandbox/world/monitoring/volume-resources.ts'
import { account, start } from './calling.ts'

export const east = 'us-east-1'
export const west = 'us-west-2'
/** The plan's first run: 5:00, the morning after. */
export const five = Date.UTC(2026, 10, 23, 5)
export const roleArn = `arn:aws:iam::${account}:role/backup`
const caller = `arn:aws:iam::${account}:role/caller`
export const clusterId = 'wordpress-prod-aurora'
export const aurora = `arn:aws:rds:${east}:${account}:cluster:${clusterId}`
export const files = `arn:aws:elasticfilesystem:${east}:${account}:file-system/fs-0abc`
export const vaultArn = (region: string, name: string) => `arn:aws:backup:${region}:${account}:backup-vault:${name}`
export const tags = { backup: 'daily', Component: 'wordpress' }
const listed = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const mayAll: Statement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] }
const vpcs = [{ id: 'vpc', defaultSecurityGroup: 'sg-default', securityGroups: ['sg-database'] }]

export interface Setting {
  /** Of the far vault. */
  readonly key?: 'customer' | 'aws/backup' | 'of another region'
  readonly unencrypted?: boolean
  readonly lock?: { readonly minDays?: number; readonly maxDays?: number }
  readonly policy?: readonly Statement[]
  /** Of the role of backups and copies. */
  readonly rights?: readonly Statement[]
  readonly rule?: object
  readonly types?: readonly Resource['type'][]
}

export function twoRegions(options: Setting = {}) {
  const clock = new VirtualClock(start)
  const chance = chanceFrom('copies')
  const lifecycle = new Lifecycle(clock, chance)
  const elsewhere = () => Promise.reject(new Error('nothing else is there'))
  const cloud = new Cloud({ clock, chance, lifecycle, accountId: account, instant: true, elsewhere })
  cloud.iam.addRole({ arn: roleArn, trust: ['backup.amazonaws.com'], statements: options.rights ?? [mayAll] })
  cloud.iam.addRole({ arn: caller, trust: ['lambda.amazonaws.com'], statements: [mayAll] })
  const resources: Resource[] = []
  const regions = regionsOf(cloud, resources)
  const [home, far] = [regions.make(east), regions.make(west)]
  const storage = home.kms.seed({ aliases: ['alias/storage'] })
  const farKey = {
    customer: () => far.kms.seed({ aliases: ['alias/far'] }),
    'aws/backup': () => far.kms.seed({ aliases: ['alias/aws/backup'], owner: 'AWS' as const }),
    'of another region': () => storage,
  }[options.key ?? 'customer']()
  const { lock, policy, types = ['Aurora', 'EFS', 'EBS'] } = options
  far.backup.seedVault({ name: 'far', keyArn: farKey, ...(lock && { lock }), ...(policy && { policy }) })
  home.backup.seedVault({ name: 'near', keyArn: home.kms.seed({}) })
  const all = resourcesOf(home, clock, options.unencrypted ? undefined : storage)
  resources.push(...all.filter(({ type }) => types.includes(type)))
  const planId = seedPlan(home.backup, options.rule)
  const credentials = cloud.iam.accessKey(caller)
  const clientOf = (region: string) =>
    clientFor(
      BackupClient,
      { region, clock, chance: () => 0.5, requestHandler: cloud.transport, credentials },
      { run: { id: 'run' }, step: 'copy' },
    )
  const clients = { [east]: clientOf(east), [west]: clientOf(west) } as const
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await clock.run(() => over)
    return work
  }
  return { clock, lifecycle, cloud, home, far, farKey, storage, planId, clients, settle }
}

/** As a world wires them. */
function regionsOf(cloud: Cloud, resources: readonly Resource[]) {
  const known = new Map<string, Backup>()
  const copying: Copying = {
    isDark: region => cloud.dark.has(region),
    vaultOf: (region, name) => known.get(region)?.copyTarget(name),
    assertAllowed: (role, requirement) => assertAllowed(cloud.iam, { roleArn: role, accountId: account }, requirement),
  }
  const make = (region: string) => {
    const around = cloud.surroundings(region)
    const kms = new Kms(around)
    const usable = (keyArn: string) => kms.usable(keyArn)
    const rds = new Rds(around, { kmsKeyUsable: usable, vpcs })
    const zones = [{ name: `${region}a`, id: `${region}-az1` }]
    const ec2 = new Ec2(around, { vpcs, zones, usable, allows: () => true })
    const backup = new Backup(around, {
      resources: () => (region === east ? resources : []),
      usable,
      aliasesOf: keyArn => [kms.contextOf(keyArn)?.['kms:ResourceAliases'] ?? []].flat(),
      copying,
      receivers: copyReceivers({ rds, ec2 }),
      rds: inNameOf(around, cloud.iam, rds.service),
      pageSize: 4,
    })
    known.set(region, backup)
    for (const each of [kms, rds, ec2, backup]) cloud.add(region, each)
    const subnets = [
      { id: 'subnet-a', zone: `${region}a` },
      { id: 'subnet-b', zone: `${region}b` },
    ]
    rds.seedSubnetGroup({ name: `${region}-database`, vpcId: 'vpc', subnets })
    return { kms, rds, ec2, backup }
  }
  return { make }
}

type Home = ReturnType<ReturnType<typeof regionsOf>['make']>

/** A cluster and a volume, as the world backs them up, and a file system that is only a word. */
function resourcesOf({ rds, ec2 }: Home, clock: VirtualClock, keyArn: string | undefined): readonly Resource[] {
  seedCluster(rds, clock, keyArn)
  const disk = new FileTree(() => clock.now())
  const encrypted = keyArn !== undefined && { keyArn }
  ec2.seedVolume({ id: 'vol-0abcdef0', zone: `${east}a`, size: 10, disk, tags: listed, ...encrypted })
  const [only] = ec2.volumes()
  if (!only) throw new Error('there is no volume')
  return [
    ...backupResources({ rds }),
    {
      ...{ arn: files, type: 'EFS', sizeBytes: 2e9, tags, ...(keyArn !== undefined && { encryptionKeyArn: keyArn }) },
      snapshot: () => ({ content: 'files of that night', restoreMetadata: { 'file-system-id': 'fs-0abc' } }),
    },
    volumeResource({ ec2, name: east, accountId: account }, only),
  ]
}

function seedCluster(rds: Rds, clock: VirtualClock, keyArn: string | undefined): void {
  rds.seedParameterGroup({ kind: 'cluster-pg', name: 'cluster-group' })
  rds.seedParameterGroup({ kind: 'pg', name: 'instance-group' })
  rds.seedCluster({
    id: clusterId,
    database: createDatabase({
      schema: 'wordpress',
      now: () => clock.now(),
      master: { user: 'admin', password: 'secret' },
      setup: session => {
        session.execute('CREATE TABLE wp_posts (ID bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, title text NOT NULL)')
      },
    }),
    masterUser: 'admin',
    subnetGroup: `${east}-database`,
    securityGroups: ['sg-database'],
    parameterGroup: 'cluster-group',
    instanceParameterGroup: 'instance-group',
    instances: [{ id: 'wordpress-prod-1' }],
    tags: listed,
    ...(keyArn !== undefined && { kmsKeyArn: keyArn }),
  })
}

function seedPlan(backup: Backup, rule: object = {}): string {
  const nightly = {
    RuleName: 'nightly',
    TargetBackupVaultName: 'near',
    ScheduleExpression: 'cron(0 5 ? * * *)',
    Lifecycle: { DeleteAfterDays: 35 },
    CopyActions: [{ DestinationBackupVaultArn: vaultArn(west, 'far'), Lifecycle: { DeleteAfterDays: 14 } }],
  }
  const chosen = { ConditionType: 'STRINGEQUALS' as const, ConditionKey: 'backup', ConditionValue: 'daily' }
  const selections = [{ SelectionName: 'tagged', IamRoleArn: roleArn, ListOfTags: [chosen] }]
  return backup.seedPlan({ name: 'nightly', rules: [{ ...nightly, ...rule }], selections })
}
