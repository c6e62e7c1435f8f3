// The recovery region of the example platform as a preflight looks at it, before anything was restored into it.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Platform, platformName, platformSchema } from '../../domain/platform.ts'
import { platformAt } from '../../domain/platform-places.ts'
import type { Mode } from '../../domain/run.ts'
import type { Environment } from '../../lambdas/environment.ts'
import type { Runnable } from '../../lambdas/implement.ts'
import { kubernetesRulesOf, statementsOf } from '../../lambdas/permissions.ts'
import { Acm } from '../../sandbox/aws/acm/index.ts'
import { Backup } from '../../sandbox/aws/backup/index.ts'
import { Ec2 } from '../../sandbox/aws/ec2/index.ts'
import { Efs } from '../../sandbox/aws/efs/index.ts'
import { Eks } from '../../sandbox/aws/eks/index.ts'
import { ElasticLoadBalancing } from '../../sandbox/aws/elastic-load-balancing/index.ts'
import { Kms } from '../../sandbox/aws/kms/index.ts'
import { Rds } from '../../sandbox/aws/rds/index.ts'
import type { Call } from '../../sandbox/aws/service.ts'
import { ServiceQuotas } from '../../sandbox/aws/service-quotas/index.ts'
import { Sts } from '../../sandbox/aws/sts/index.ts'
import type { EdgeFault } from '../../sandbox/aws/wire/edge.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import { KubernetesCluster } from '../../sandbox/kubernetes/cluster.ts'
import { seedExample, seedGrant } from '../../sandbox/kubernetes/example.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'

export const home = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const platform = platformAt('recovery', home)
export const region = platform.regions.primary
const { recovery, account } = platform
export const START = Date.parse('2030-03-04T10:00:00Z')
const vpcs = [
  {
    id: 'vpc-west',
    defaultSecurityGroup: 'sg-default',
    securityGroups: ['sg-0a1b2c3d4e5f60d00', 'sg-0a1b2c3d4e5f60f00'],
  },
]
const zones = ['a', 'b', 'c'].map((letter, index) => ({ name: `${region}${letter}`, id: `usw2-az${index}` }))
const subnets = recovery.files.mountTargets.map(({ subnet, zone }) => ({ id: subnet, zone }))

/** The engine version that the copies are of. */
export const VERSION = '8.0.mysql_aurora.3.08.2'

export function regionWorld(options: { readonly offered?: readonly string[] } = {}) {
  const clock = new VirtualClock(START)
  const chance = chanceFrom('region')
  const faults: ((call: Call) => EdgeFault | undefined)[] = []
  const cloud = new Cloud({
    ...{ clock, chance, lifecycle: new Lifecycle(clock, chance), accountId: account, instant: false },
    fault: call => faults.map(each => each(call)).find(each => each !== undefined),
    elsewhere: async request => (await cluster.handle(request)).response,
  })
  const services = servicesOf(cloud, options.offered)
  for (const each of Object.values(services)) cloud.add(region, each)
  prepare(services)
  const cluster = clusterOf(cloud, services)
  return { clock, cloud, cluster, faults, ...services, call: callerOf(cloud, cluster, services) }
}

function servicesOf(cloud: Cloud, engineVersions: readonly string[] = [VERSION, '8.0.mysql_aurora.3.10.1']) {
  const around = cloud.surroundings(region)
  const ec2 = new Ec2(around, { vpcs, zones, usable: () => true, allows: () => true })
  return {
    ec2,
    kms: new Kms(around),
    rds: new Rds(around, { vpcs, engineVersions }),
    efs: new Efs(around, { network: ec2.network, usable: () => true, allows: () => true }),
    eks: new Eks(around),
    sts: new Sts(around, {
      callerOf: id => cloud.iam.callerOf(id),
      accessKey: arn => cloud.iam.accessKey(arn),
    }),
    backup: new Backup(around, { resources: () => [], usable: () => true, assumable: () => true }),
    acm: new Acm(around),
    balancing: new ElasticLoadBalancing(around),
    quotas: new ServiceQuotas(around),
  }
}

type Services = ReturnType<typeof servicesOf>

function prepare({ kms, rds, ec2, eks, backup, acm, balancing }: Services): void {
  for (const { kmsKeyId } of [recovery.database, recovery.files, recovery.monitoring])
    kms.seed({ id: kmsKeyId.split('/').at(-1) ?? '' })
  for (const { vault, kmsKeyId } of [recovery.database, recovery.files, recovery.monitoring])
    backup.seedVault({ name: vault, keyArn: kmsKeyId })
  const { subnetGroup, clusterParameterGroup, instances } = recovery.database
  rds.seedSubnetGroup({ name: subnetGroup, vpcId: 'vpc-west', subnets })
  rds.seedParameterGroup({ kind: 'cluster-pg', name: clusterParameterGroup })
  rds.seedParameterGroup({ kind: 'pg', name: instances[0]?.parameterGroup ?? '' })
  for (const { id, zone } of subnets) ec2.seedSubnet({ id, vpcId: 'vpc-west', zone, cidr: '10.1.0.0/24' })
  seedCopy(backup)
  const { certificateArn: arn, loadBalancer: name, privateUrl } = recovery.application
  const hostOf = (url: string) => new URL(url).hostname
  acm.seed({ arn, domain: hostOf(platform.application.url), alternatives: [hostOf(privateUrl)] })
  balancing.seed({ name, vpcId: 'vpc-west', subnets, securityGroups: ['sg-default'] })
  balancing.seedTargetGroup({ name: 'wordpress', loadBalancer: name, targets: () => [] })
  eks.seed({
    ...{ name: platform.kubernetes.clusterName, version: '1.34', certificateAuthority: 'Y2E=' },
    roleArn: `arn:aws:iam::${account}:role/cluster`,
    network: { vpcId: 'vpc-west', subnetIds: subnets.map(({ id }) => id), securityGroupIds: ['sg-default'] },
  })
}

/** Last night's, of the cluster in the other region. */
function seedCopy(backup: Backup): void {
  const { clusterId } = platform.database
  const arn = `arn:aws:rds:${platform.regions.recovery}:${account}:cluster:${clusterId}`
  const { vault: vaultName, kmsKeyId } = recovery.database
  for (const [hoursAgo, version] of [
    [29, '8.0.mysql_aurora.3.04.0'],
    [5, VERSION],
  ] as const)
    backup.seedRecoveryPoint({
      vaultName,
      resource: { ...{ arn, type: 'Aurora', name: clusterId, tags: {}, sizeBytes: 1 }, encryptionKeyArn: kmsKeyId },
      createdAt: START - hoursAgo * 3_600_000,
      completedAt: START - hoursAgo * 3_600_000,
      roleArn: `arn:aws:iam::${account}:role/backup`,
      snapshot: () => ({ restoreMetadata: { EngineVersion: version } }) as never,
    })
}

function clusterOf(cloud: Cloud, { eks, sts }: Services): KubernetesCluster {
  const name = platform.kubernetes.clusterName
  const cluster = new KubernetesCluster({
    ...{ name, surroundings: cloud.surroundings(region), secretValue: () => undefined, latency: () => 30 },
    authenticate: token => {
      const verdict = sts.verifyToken(token, name)
      if ('refused' in verdict) return { reason: verdict.refused }
      return eks.identityOf(name, verdict.roleArn) ? verdict : { reason: 'no access entry' }
    },
    groupsOf: roleArn => eks.identityOf(name, roleArn)?.groups ?? [],
    run: async () => ({ exitCode: 0, seconds: 1 }),
  })
  seedExample(cluster, platform, { nodeSelector: {} })
  return cluster
}

interface As {
  readonly mode?: Mode
  /** The platform, seen from here, for which permissions are granted. */
  readonly granted?: Platform
}

/** Calls a verb under exactly what it says that it needs, in a region of which nothing else can be reached. */
function callerOf(cloud: Cloud, cluster: KubernetesCluster, { eks }: Services) {
  return async (
    runnable: Runnable,
    input: object,
    { mode = 'recover', granted = platform }: As = {},
  ): Promise<never> => {
    const { contract } = runnable
    const { clock } = cloud.surroundings(region)
    const use = { contract, records: false, heeds: false }
    const arn = `arn:aws:iam::${account}:role/${contract.name}`
    cloud.iam.addRole({ arn, trust: ['lambda.amazonaws.com'], statements: statementsOf(use, granted, mode) })
    eks.grant(platform.kubernetes.clusterName, { principalArn: arn, kubernetesGroups: [contract.name] })
    for (const { apiGroup, resource, verbs, namespace, names } of kubernetesRulesOf(use, granted, mode)) {
      const rule = { apiGroups: [apiGroup], resources: [resource], verbs, ...(names && { resourceNames: names }) }
      const name = `${contract.name}-${resource}`
      seedGrant(cluster, name, { group: contract.name, namespace: namespace ?? '', rules: [rule] })
    }
    await clock.run(clock.now() + 66_000)
    const environment: Environment = {
      ...{ clock, region, accountId: account, opaqueId: () => 'opaque', chance: () => 0.5 },
      settings: { CONTROL_BUCKET: 'control', EVIDENCE_BUCKET: 'evidence', PLATFORM: platformName(platform) },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      requestHandler: cloud.transport,
      credentials: cloud.iam.accessKey(arn),
    }
    const run = { id: 'a-run', scenario: 'region-failure', mode, startedAt: '2030-03-04T10:10:00Z' }
    const executionArn = `arn:aws:states:${region}:${account}:execution:machine:a-run`
    const work = runnable.run({ run: { ...run, executionArn }, step: 'onRegion', input }, environment)
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await clock.run(() => over)
    return work as Promise<never>
  }
}
