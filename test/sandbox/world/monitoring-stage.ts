// The platform's monitoring in a world, and what an operator does to it by hand: what the tests of it share.
import { readFileSync } from 'node:fs'
import type { Volume } from '@aws-sdk/client-ec2'
import { HttpRequest } from '@smithy/protocol-http'
import { parse } from 'yaml'
import { platformSchema } from '../../../domain/platform.ts'
import { eksToken } from '../../../lambdas/gateways/eks-token.ts'
import type { Call, Operation, Service } from '../../../sandbox/aws/service.ts'
import { monitoringLoss } from '../../../sandbox/world/disasters/monitoring-loss.ts'
import { PROMETHEUS_ROOT, storesOf } from '../../../sandbox/world/monitoring/seed-volumes.ts'
import { makeWorld, type World, type WorldOptions } from '../../../sandbox/world/world.ts'

export const platform = platformSchema.parse(
  parse(readFileSync(new URL('../../../platforms/example.yaml', import.meta.url), 'utf8')),
)
export const { namespace, prometheus, grafana } = platform.monitoring
export const stores = storesOf(platform)
export const root = PROMETHEUS_ROOT
export const minute = 60_000
const operator = `arn:aws:iam::${platform.account}:role/operator`

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
type Answer = any

export interface Hands {
  readonly world: World
  ask(method: string, path: string, body?: object, contentType?: string): Promise<{ status: number; body: Answer }>
  aws(service: Service, operation: string, input: object): Answer
  pass(milliseconds: number): Promise<void>
  until(done: () => boolean, within?: number): Promise<void>
}

/** Ten minutes old, everything running, with an operator who may do everything in the cluster. */
export async function monitored(options: Partial<WorldOptions> = {}): Promise<Hands> {
  const world = makeWorld({ platform, seed: 'a seed', ideal: false, ...options })
  world.region.eks.grant(platform.kubernetes.clusterName, {
    principalArn: operator,
    kubernetesGroups: ['system:masters'],
  })
  const { clock } = world
  const pass = (milliseconds: number) => clock.run(clock.now() + milliseconds)
  await pass(10 * minute)
  const call: Call = {
    ...{ region: world.region.name, caller: { roleArn: operator, accountId: platform.account } },
    ...{ requestId: 'test', operation: 'test' },
  }
  world.cloud.iam.addRole({
    arn: operator,
    trust: [],
    statements: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
  })
  return {
    world,
    pass,
    until: async (done, within = 30 * minute) => {
      const limit = clock.now() + within
      while (!done() && clock.now() < limit) await pass(1000)
      if (!done()) throw new Error(`not within ${within / minute} minutes`)
    },
    aws: (service, operation, input) => (service.operations[operation] as Operation<object, unknown>).run(input, call),
    ask: (method, path, body, contentType = 'application/json') =>
      askCluster(
        world,
        new HttpRequest({ method, path, headers: { 'content-type': contentType }, body: JSON.stringify(body) }),
      ),
  }
}

async function askCluster({ kubernetes, clock, cloud, region }: World, request: HttpRequest) {
  const credentials = cloud.iam.accessKey(operator)
  const { clusterName } = platform.kubernetes
  const token = await eksToken({ clusterName, region: region.name, credentials, clock })()
  request.headers.authorization = `Bearer ${token}`
  let over = false
  const work = kubernetes.handle(request).finally(() => {
    over = true
  })
  await clock.run(() => over)
  const { response } = await work
  const text = Buffer.from(response.body).toString()
  return { status: response.statusCode, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text }
}

export const merge = 'application/merge-patch+json'
export const claimPath = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`
export const volumePath = '/api/v1/persistentvolumes'
export const resourcePath = `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/prometheuses/${prometheus.resource}`
export const deploymentPath = `/apis/apps/v1/namespaces/${namespace}/deployments/${grafana.workload.name}`

export const strike = ({ world }: Hands): void => monitoringLoss.strike(world)

/** ec2:CreateVolume from the newest recovery point of the store, until it is available. */
export async function restored(hands: Hands, which: 'prometheus' | 'grafana', more: object = {}): Promise<string> {
  const { region, monitoring } = hands.world
  const source = `volume/${monitoring.volumeIds[which]}`
  const point = region.backup
    .recoveryPoints(platform.monitoring.vault)
    .findLast(each => each.resourceArn.endsWith(source) && each.status === 'COMPLETED')
  const { VolumeId = '' } = hands.aws(region.ec2.service, 'CreateVolume', {
    ...{ SnapshotId: point?.arn.split('/').at(-1), AvailabilityZone: stores[which].zone, VolumeType: 'gp3' },
    TagSpecifications: [{ ResourceType: 'volume', Tags: tagsToAttach() }],
    ...more,
  }) as Volume
  await hands.until(() => region.ec2.volumes().some(({ id, state }) => id === VolumeId && state === 'available'))
  return VolumeId
}

export const tagsToAttach = () => Object.entries(platform.monitoring.attachTags).map(([Key, Value]) => ({ Key, Value }))

export function newVolume(which: 'prometheus' | 'grafana', handle: string, more: object = {}): object {
  const { claim, size, zone } = stores[which]
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `restored-${which}` },
    spec: {
      ...{ capacity: { storage: `${size}Gi` }, accessModes: ['ReadWriteOnce'], storageClassName: 'gp3' },
      ...{ persistentVolumeReclaimPolicy: 'Retain', claimRef: { namespace, name: claim } },
      csi: { driver: 'ebs.csi.aws.com', volumeHandle: handle, fsType: 'ext4' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] },
          ],
        },
      },
      ...more,
    },
  }
}

export const newClaim = (which: 'prometheus' | 'grafana'): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: stores[which].claim },
  spec: {
    ...{ accessModes: ['ReadWriteOnce'], storageClassName: 'gp3', volumeName: `restored-${which}` },
    resources: { requests: { storage: `${stores[which].size}Gi` } },
  },
})
