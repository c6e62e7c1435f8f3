// One simulated region: the services a platform and its recovery need, wired to each other as in an account.

import { Acm } from './aws/acm/index.ts'
import { copyReceivers } from './aws/backup/copy-receivers.ts'
import { Backup, type Copying, type Resource } from './aws/backup/index.ts'
import { CloudWatch } from './aws/cloudwatch/index.ts'
import { Ec2 } from './aws/ec2/index.ts'
import { Efs } from './aws/efs/index.ts'
import { Eks } from './aws/eks/index.ts'
import { ElasticLoadBalancing } from './aws/elastic-load-balancing/index.ts'
import { Events } from './aws/events/index.ts'
import { assertAllowed, inNameOf } from './aws/in-name-of.ts'
import { Kms } from './aws/kms/index.ts'
import { Rds } from './aws/rds/index.ts'
import { RdsData } from './aws/rds-data/index.ts'
import { type Buckets, S3 } from './aws/s3/index.ts'
import { Scheduler } from './aws/scheduler/index.ts'
import { SecretsManager } from './aws/secrets-manager/index.ts'
import { ServiceQuotas } from './aws/service-quotas/index.ts'
import { Sns } from './aws/sns/index.ts'
import { States } from './aws/states/index.ts'
import { Sts } from './aws/sts/index.ts'
import type { Cloud } from './cloud.ts'
import type { Engine } from './engine/index.ts'
import { securityGroup, VPC } from './network.ts'

export interface RegionOptions {
  readonly name: string
  readonly cloud: Cloud
  readonly engine: Engine
  /** Shared by all regions: bucket names are global. */
  readonly buckets: Buckets
  /** Sets a password in the database when a rotation takes effect. */
  readonly rotate: (secretName: string, newPassword: string, host?: string) => void
  /** Secrets Manager of the other regions; undefined for one that is dark. */
  readonly peers: (region: string) => SecretsManager | undefined
  readonly resources: () => readonly Resource[]
  /** AWS Backup of the other regions; without it nothing is copied. */
  readonly copying?: Copying
  /** The region that its plans copy into, and its secrets are replicated to; none when absent. */
  readonly copiesTo?: string | undefined
  /** The permanent network; that of the example platform's primary region when absent. */
  readonly network?: Network
  /** Most items on a page of any list; each service's own maximum when absent (aws-behaviour 6.2, invariant 16). */
  readonly pageSize?: number
}

export interface Network {
  readonly vpcId: string
  readonly securityGroups: readonly string[]
}

export interface Region {
  readonly name: string
  readonly vpcId: string
  /** The region that its plans copy into, and its secrets are replicated to; empty where there is none. */
  readonly copiesTo: string
  /** Names of zones that are gone: no new machine comes up there. */
  readonly lostZones: Set<string>
  readonly kms: Kms
  readonly s3: S3
  readonly sns: Sns
  readonly secrets: SecretsManager
  readonly rds: Rds
  readonly ec2: Ec2
  readonly efs: Efs
  readonly eks: Eks
  readonly sts: Sts
  readonly backup: Backup
  readonly cloudwatch: CloudWatch
  readonly acm: Acm
  readonly balancers: ElasticLoadBalancing
  readonly quotas: ServiceQuotas
  readonly events: Events
  readonly scheduler: Scheduler
}

const exampleNetwork: Network = {
  vpcId: VPC,
  securityGroups: [securityGroup.database, securityGroup.nodes, securityGroup.files],
}
/** Zone names of an account; ids say which place they mean. */
const zones = ['a', 'b', 'c']

export function makeRegion(options: RegionOptions): Region {
  const { name, cloud, engine, buckets, rotate, resources, copying, network = exampleNetwork } = options
  const { vpcId, securityGroups } = network
  const vpcs = [{ id: vpcId, defaultSecurityGroup: securityGroup.default, securityGroups }]
  const surroundings = cloud.surroundings(name)
  const kms = new Kms(surroundings)
  const usable = (keyArn: string) => kms.usable(keyArn)
  const paged = options.pageSize === undefined ? {} : { pageSize: options.pageSize }
  const quotas = new ServiceQuotas(surroundings, paged)
  const rds = new Rds(surroundings, {
    ...paged,
    quotas: quotasOfRds(quotas),
    kmsKeyUsable: usable,
    vpcs,
  })
  const ec2 = new Ec2(surroundings, {
    ...paged,
    vpcs,
    usable,
    zones: zones.map((letter, index) => ({ name: `${name}${letter}`, id: zoneId(name, index) })),
    allows: (requirement, caller) => cloud.iam.allows(requirement, caller).allowed,
  })
  const efs = new Efs(surroundings, {
    ...paged,
    quotas: quotasOfEfs(quotas),
    network: ec2.network,
    usable,
    allows: (requirement, caller, statements) => cloud.iam.allows(requirement, caller, statements).allowed,
  })
  const secrets = new SecretsManager(surroundings, { ...paged, usable, rotate, peers: options.peers })
  const secretValue = (secretArn: string) => JSON.parse(secrets.current(secretArn)?.value ?? '{}')
  const region = {
    name,
    vpcId,
    copiesTo: options.copiesTo ?? '',
    lostZones: new Set<string>(),
    kms,
    s3: new S3(surroundings, {
      ...paged,
      buckets,
      usable,
      allows: (requirement, caller) => cloud.iam.allows(requirement, caller).allowed,
    }),
    sns: new Sns(surroundings, { ...paged, usable }),
    secrets,
    rds,
    ec2,
    efs,
    eks: new Eks(surroundings, paged),
    sts: new Sts(surroundings, {
      callerOf: id => cloud.iam.callerOf(id),
      accessKey: arn => cloud.iam.accessKey(arn),
      reachable: region => !cloud.dark.has(region),
    }),
    backup: new Backup(surroundings, {
      ...paged,
      resources,
      usable,
      aliasesOf: keyArn => [kms.contextOf(keyArn)?.['kms:ResourceAliases'] ?? []].flat(),
      ...(copying && { copying }),
      receivers: copyReceivers({ rds, ec2 }),
      assumable: arn => cloud.iam.trusts(arn, 'backup.amazonaws.com'),
      rds: inNameOf(surroundings, cloud.iam, rds.service),
      ec2: inNameOf(surroundings, cloud.iam, ec2.service),
      efs: {
        call: inNameOf(surroundings, cloud.iam, efs.service),
        assertMayRestore: (roleArn, resource) =>
          assertAllowed(
            cloud.iam,
            { roleArn, accountId: surroundings.accountId },
            { action: 'elasticfilesystem:Restore', resource },
          ),
        restoreInto: request => efs.restoreInto(request),
      },
    }),
    cloudwatch: new CloudWatch(surroundings, { ...paged, dark: () => cloud.dark.has(name) }),
    acm: new Acm(surroundings),
    balancers: new ElasticLoadBalancing(surroundings, paged),
    quotas,
    events: new Events(surroundings, paged),
    scheduler: new Scheduler(surroundings, paged),
  }
  const rest = [new RdsData({ rds, secretValue }), new States(surroundings, { ...paged, engine })]
  for (const each of [...Object.values(region), ...rest])
    if (typeof each !== 'string' && 'service' in each) cloud.add(name, each)
  return region
}

/** As they are at the moment: somebody may ask for more, or AWS give less. */
const quotasOfRds = (quotas: ServiceQuotas) => ({
  get clusters() {
    return quotas.valueOf('L-952B80B8')
  },
  get instances() {
    return quotas.valueOf('L-7B6409FD')
  },
})

const quotasOfEfs = (quotas: ServiceQuotas) => ({
  get fileSystems() {
    return quotas.valueOf('L-848C634D')
  },
})

/** `use1-az1` of us-east-1; which zone has which id differs between accounts, so the names are turned by one. */
function zoneId(region: string, index: number): string {
  const [area = '', direction = '', number = ''] = region.split('-')
  return `${area}${direction[0]}${number}-az${1 + ((index + 1) % zones.length)}`
}
