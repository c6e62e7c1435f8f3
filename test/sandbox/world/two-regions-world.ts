// The example world with both regions, and the hands of somebody who recovers by hand what a runbook recovers.
import { readFileSync } from 'node:fs'
import { HttpRequest } from '@smithy/protocol-http'
import { parse } from 'yaml'
import { type Platform, platformSchema } from '../../../domain/platform.ts'
import { TERRAFORM_HOST } from '../../../sandbox/hcp-terraform/index.ts'
import { cronJobs, deployments, externalSecrets } from '../../../sandbox/kubernetes/kinds.ts'
import { makeWorld, type World, type WorldOptions } from '../../../sandbox/world/world.ts'
import { ask } from '../aws/calling.ts'

export const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const [east, west] = [platform.regions.primary, platform.regions.recovery]
export const minute = 60_000
export const hour = 60 * minute
export const site = new URL(platform.application.url).hostname

/** Half an hour before the region goes; copies of the nights before are there. */
export const begins = Date.parse('2030-03-04T06:28:30Z')

export function twoRegions(options: Partial<WorldOptions> = {}) {
  const world = makeWorld({ platform, place: 'recovery', seed: 'two regions', ideal: false, begins, ...options })
  const { home, traffic } = world
  if (!home || !traffic) throw new Error('the world has one region')
  const pass = (milliseconds: number) => world.clock.run(world.clock.now() + milliseconds)
  return { ...world, home, traffic, pass }
}

export type TwoRegions = ReturnType<typeof twoRegions>

/** The newest that was copied of that store. */
export function newestCopy({ region }: World, store: 'database' | 'files' | 'monitoring', wanted = platform) {
  const [newest] = region.backup
    .recoveryPoints(wanted.recovery[store].vault)
    .filter(({ resourceArn, status }) => resourceArn.includes(`:${east}:`) && status === 'COMPLETED')
    .toSorted((a, b) => b.createdAt - a.createdAt)
  if (!newest) throw new Error(`nothing of ${store} was copied`)
  return newest
}

function workspaceOf({ terraform, region, platform: view }: World) {
  const { infrastructure } = view.recovery
  if (!terraform || infrastructure.kind !== 'terraform') throw new Error('there is no workspace')
  const { api, workspaceId } = terraform
  const { token } = JSON.parse(region.secrets.current(infrastructure.tokenSecret)?.value ?? '{}') as { token: string }
  const post = (path: string, body?: object) =>
    api.handle(
      new HttpRequest({
        ...{ method: 'POST', protocol: 'https:', hostname: TERRAFORM_HOST, path: `/api/v2/${path}` },
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
  return { api, workspaceId, post, variables: infrastructure.variables }
}

/** Queues a run with the platform's variables, and an hour passes. Resolves with what HCP Terraform says to it. */
export async function queueRun(world: World): Promise<number> {
  const { post, workspaceId, variables: wanted } = workspaceOf(world)
  const variables = Object.entries(wanted).map(([key, value]) => ({ key, value: String(value) }))
  const relationships = { workspace: { data: { type: 'workspaces', id: workspaceId } } }
  const sent = post('runs', { data: { type: 'runs', attributes: { variables }, relationships } })
  await world.clock.run(world.clock.now() + hour)
  return (await sent).statusCode
}

/** The newest run is confirmed; resolves when it is over, an hour later at the latest. */
export async function confirmRun(world: World): Promise<void> {
  const { post, api } = workspaceOf(world)
  const run = api.runs().at(-1)
  const until = world.clock.now() + hour
  const confirmed = post(`runs/${run?.id}/actions/apply`)
  await world.clock.run(() => run?.status === 'applied' || run?.status === 'errored' || world.clock.now() > until)
  await confirmed
}

export async function turnUp(world: World): Promise<void> {
  await queueRun(world)
  await confirmRun(world)
}

/** Cluster and writer, under a name of its own. Resolves with its host. */
export async function restoreDatabase(world: World): Promise<string> {
  const { rds } = world.region
  const { database } = platform.recovery
  const DBClusterIdentifier = 'by-hand'
  ask(rds.service, 'RestoreDBClusterFromSnapshot', {
    ...{ DBClusterIdentifier, SnapshotIdentifier: newestCopy(world, 'database').arn, Engine: 'aurora-mysql' },
    ...{ KmsKeyId: database.kmsKeyId, DBSubnetGroupName: database.subnetGroup },
    ...{ VpcSecurityGroupIds: database.securityGroups, DBClusterParameterGroupName: database.clusterParameterGroup },
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16 },
  })
  // What was made is not seen at once.
  await world.clock.run(world.clock.now() + minute)
  const cluster = () => ask(rds.service, 'DescribeDBClusters', { DBClusterIdentifier }).DBClusters[0]
  await world.clock.run(() => cluster().Status === 'available')
  ask(rds.service, 'CreateDBInstance', {
    ...{ DBClusterIdentifier, DBInstanceIdentifier: 'by-hand-1', DBInstanceClass: 'db.serverless' },
    Engine: 'aurora-mysql',
  })
  await world.clock.run(world.clock.now() + minute)
  const instance = () => ask(rds.service, 'DescribeDBInstances', { DBInstanceIdentifier: 'by-hand-1' }).DBInstances[0]
  await world.clock.run(() => instance().DBInstanceStatus === 'available')
  return cluster().Endpoint
}

/** A new file system with mount targets, from the root of which the restore's own directory is the site's. */
export async function restoreFiles(world: World): Promise<string> {
  const { backup, efs } = world.region
  const { files } = world.platform
  const { RestoreJobId } = ask(backup.service, 'StartRestoreJob', {
    RecoveryPointArn: newestCopy(world, 'files').arn,
    IamRoleArn: `arn:aws:iam::${platform.account}:role/${files.restoreRole}`,
    Metadata: {
      ...{ newFileSystem: 'true', 'file-system-id': files.fileSystemId, CreationToken: 'by-hand', Encrypted: 'true' },
      ...{ KmsKeyId: files.kmsKeyId, PerformanceMode: 'generalPurpose' },
    },
  })
  const job = () => ask(backup.service, 'DescribeRestoreJob', { RestoreJobId })
  await world.clock.run(() => !['PENDING', 'RUNNING'].includes(job().Status))
  if (job().Status !== 'COMPLETED') throw new Error(job().StatusMessage)
  const id = job().CreatedResourceArn.split('/').at(-1)
  for (const { subnet, securityGroups } of platform.recovery.files.mountTargets)
    ask(efs.service, 'CreateMountTarget', { FileSystemId: id, SubnetId: subnet, SecurityGroups: securityGroups })
  await world.clock.run(world.clock.now() + 6 * minute)
  const [directory = ''] = efs
    .root(id)
    .readdir('/')
    .filter((name: string) => name.startsWith('aws-backup-restore'))
  return `${id}:/${directory}${files.path}`
}

/** A volume and a claim, bound by their names. */
export function bindFiles({ kubernetes }: World, handle: string): void {
  const { namespace } = platform.kubernetes
  const name = platform.files.claim
  const { storageClass: storageClassName, capacity: storage } = platform.recovery.files.volume
  const spec = { accessModes: ['ReadWriteMany'], storageClassName }
  kubernetes.seed({
    ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name } },
    spec: {
      ...{ ...spec, capacity: { storage }, claimRef: { namespace, name } },
      csi: { driver: 'efs.csi.aws.com', volumeHandle: handle },
    },
    status: { phase: 'Available' },
  })
  kubernetes.seed({
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace } },
    spec: { ...spec, volumeName: name, resources: { requests: { storage } } },
    status: { phase: 'Pending' },
  })
}

/** The replica becomes a secret of this region, which names this host, and the cluster takes it over. */
export async function pointSecret(world: World, host: string): Promise<void> {
  const { region, kubernetes, clock } = world
  const { secret: SecretId } = platform.database
  ask(region.secrets.service, 'StopReplicationToReplica', { SecretId })
  const value = { ...JSON.parse(region.secrets.current(SecretId)?.value ?? '{}'), host }
  const ClientRequestToken = '00000000-0000-4000-8000-000000000001'
  ask(region.secrets.service, 'PutSecretValue', { SecretId, SecretString: JSON.stringify(value), ClientRequestToken })
  const { namespace, externalSecret } = platform.kubernetes
  const found = kubernetes.store.get(externalSecrets, namespace, externalSecret)
  if (found)
    kubernetes.store.update(found, draft => {
      draft.metadata.annotations = { 'force-sync': 'now' }
    })
  await clock.run(clock.now() + minute)
}

export function startWordPress(
  { kubernetes }: World,
  { kubernetes: of }: Pick<Platform, 'kubernetes'> = platform,
): void {
  const found = kubernetes.store.get(deployments, of.namespace, of.deployment)
  if (!found) throw new Error('there is no WordPress')
  kubernetes.store.update(found, draft => {
    draft.spec!.replicas = 3
  })
  for (const each of kubernetes.store.list(cronJobs, of.namespace))
    kubernetes.store.update(each, draft => {
      draft.spec!.suspend = false
    })
}

/** 1 sends visitors into the recovery region, 0 leaves them. */
export function raiseFlag({ region }: World, Value: 0 | 1): void {
  const { traffic } = platform.recovery
  if (traffic.by !== 'flag') throw new Error('the platform has no flag')
  ask(region.cloudwatch.service, 'PutMetricData', {
    Namespace: traffic.flag.namespace,
    MetricData: [{ MetricName: traffic.flag.metric, Value }],
  })
}
