// What a run must leave as it found it when it does not recover: the platform's secrets, cluster, backups and workloads.
import type { Call, Operation, Service } from '../aws/service.ts'
import { applications, autoscalers, cronJobs, deployments, externalSecrets } from '../kubernetes/kinds.ts'
import { clustersOf } from '../world/backup-resources.ts'
import type { PlatformInRegion } from '../world/platform-in-region.ts'
import { productionFilesOf } from './production-files.ts'
import { productionMonitoringOf } from './production-monitoring.ts'

const asService: Call = { region: '', caller: { roleArn: '', accountId: '' }, requestId: '', operation: 'look' }

const ask = (service: Service, name: string, input: object): unknown =>
  (service.operations[name] as Operation<object, unknown>).run(input, asService)

/** Changes with time, and what a restart leaves behind in a pod template. */
const VOLATILE = new Set(['LatestRestorableTime', 'annotations'])

/** The region in which runs work, and beside it the one that serves, or did, in a world of two. */
export interface Looked extends PlatformInRegion {
  readonly home?: PlatformInRegion
}

/** By name of the thing, its settings as text. What is in the other region is named so. */
export function productionOf(world: Looked): ReadonlyMap<string, string> {
  const { home } = world
  const elsewhere = home ? [...settingsIn(home)].map(([name, value]) => [`home: ${name}`, value] as const) : []
  return new Map([...settingsIn(world), ...elsewhere].map(([name, value]) => [name, text(value)]))
}

/** Nothing stands for a thing that is not there, as nothing does in a region that waits for its day. */
function settingsIn(world: PlatformInRegion): ReadonlyMap<string, unknown> {
  const { region, kubernetes, platform } = world
  const { database, kubernetes: names } = platform
  const found = new Map<string, unknown>()
  for (const secret of [database.secret, database.masterSecret, database.readerSecret]) {
    found.set(`secret ${secret}`, region.secrets.current(secret))
    found.set(
      `rotation of ${secret}`,
      (ask(region.secrets.service, 'DescribeSecret', { SecretId: secret }) as { RotationEnabled?: boolean })
        .RotationEnabled ?? false,
    )
  }
  const cluster = clustersOf(region).find(each => each.DBClusterIdentifier === database.clusterId)
  found.set(`cluster ${database.clusterId}`, cluster)
  found.set('backup selections', region.backup.selectionNames())
  for (const kind of [deployments, cronJobs, autoscalers, externalSecrets, applications]) {
    for (const { metadata, spec } of kubernetes.store.list(kind as typeof deployments)) {
      if (metadata.namespace !== platform.drill.namespace)
        found.set(`${kind.kind} ${metadata.namespace}/${metadata.name}`, spec)
    }
  }
  found.set('the database host that pods have', [
    ...new Set(
      kubernetes.readyPods(names.namespace, names.deployment).map(({ environment }) => environment.WORDPRESS_DB_HOST),
    ),
  ])
  for (const [name, value] of productionFilesOf(world)) found.set(name, value)
  for (const [name, value] of productionMonitoringOf(world)) found.set(name, value)
  return found
}

/** Fields in the order of the alphabet: what is written anew has them in another. */
const text = (value: unknown): string =>
  JSON.stringify(value, (key, each) => (VOLATILE.has(key) ? undefined : inOrder(each))) ?? 'nothing'

const inOrder = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** Differences, for people. */
export function changedProduction(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names.flatMap(name => {
    const [was, is] = [before.get(name) ?? 'nothing', after.get(name) ?? 'nothing']
    return was === is ? [] : [`${name} was changed: ${difference(was, is)}`]
  })
}

/** Both texts from shortly before the place where they part. */
function difference(was: string, is: string): string {
  const at = Math.max(0, [...was].findIndex((letter, index) => letter !== is[index]) - 30)
  return `${was.slice(at, at + 120)} → ${is.slice(at, at + 120)}`
}
