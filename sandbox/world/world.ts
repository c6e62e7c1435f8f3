// A WordPress platform before a disaster: everything it runs on, and the visitors who will notice.
import type { Platform } from '../../domain/platform.ts'
import type { Call } from '../aws/service.ts'
import type { Deed, EdgeFault } from '../aws/wire/edge.ts'
import { type Chance, chanceFrom } from '../chance.ts'
import { VirtualClock } from '../clock.ts'
import { Cloud } from '../cloud.ts'
import type { Engine, EngineHooks, Execution, HistoryEvent, Json } from '../engine/index.ts'
import { firstOf } from '../first-of.ts'
import type { ApiCall, ApiFault, ApiTrace, KubernetesCluster } from '../kubernetes/cluster.ts'
import { Functions, type LogLine } from '../lambda.ts'
import { Lifecycle } from '../lifecycle.ts'
import { makeRegion, type Region } from '../region.ts'
import { stepFunctions } from '../step-functions.ts'
import { backupResources } from './backup-resources.ts'
import { type Accounts, accountsFrom, databaseOf, siteOf } from './database-of.ts'
import { elsewhereOf } from './elsewhere.ts'
import { fileSystemResources } from './file-resources.ts'
import { makeKubernetes } from './kubernetes-of.ts'
import { diskResources, type MonitoringWorld, monitoringOf } from './monitoring/index.ts'
import { DashboardViewers } from './monitoring/viewers.ts'
import type { Copying } from './pods/run-program.ts'
import { seedRegion } from './seed-region.ts'
import { seedRoles } from './seed-roles.ts'
import { Visitors } from './visitors.ts'
import { WordPress } from './wordpress.ts'
import { FileVisitors } from './wp-content/file-visitors.ts'
import { SiteFiles } from './wp-content/files-of-site.ts'
import { wpContentAt } from './wp-content/tree.ts'

/** 2030-03-04 is a Monday. The nightly backup runs half an hour later. */
export const WORLD_BEGINS = Date.parse('2030-03-04T01:30:00Z')

export interface WorldOptions {
  readonly platform: Platform
  readonly seed: string
  /** Calls and handlers take no time, and waits end when something changes: what overhead is measured against. */
  readonly ideal: boolean
  readonly onEvent?: EngineHooks['onEvent']
  /** When the world begins; WORLD_BEGINS when absent. */
  readonly begins?: number
  /** What lifecycles' durations are multiplied with; 1 when absent. */
  readonly pace?: number
  /** How far a signature's time may lie from the world's: 300 s when absent; Infinity admits clients of real time. */
  readonly signatureWindowSeconds?: number
  /** Most items on a page of any list; each service's own maximum when absent. */
  readonly pageSize?: number
}

/** Who wants to be told, while the world goes on: of invocations, of history events, of executions that have ended, of calls. */
export interface Watching {
  readonly invoked: ((invocation: { readonly name: string; readonly payload: Json }) => void)[]
  readonly happened: ((execution: Execution, event: HistoryEvent) => void)[]
  readonly ended: ((execution: Execution) => void)[]
  /** Calls that reached their service, in the order of their effects. */
  readonly performed: ((deed: Deed) => void)[]
}

export interface World {
  readonly platform: Platform
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly lifecycle: Lifecycle
  readonly cloud: Cloud
  readonly region: Region
  readonly engine: Engine
  readonly functions: Functions
  readonly kubernetes: KubernetesCluster
  readonly site: WordPress
  readonly visitors: Visitors
  /** Attachments, and people who look at them where a disaster takes them away. */
  readonly siteFiles: SiteFiles
  readonly fileVisitors: FileVisitors
  readonly copying: Copying
  readonly monitoring: MonitoringWorld
  /** People who look at its dashboards, where a disaster takes these away. */
  readonly dashboardViewers: DashboardViewers
  readonly accounts: Accounts
  readonly logs: LogLine[]
  readonly kubernetesCalls: ApiTrace[]
  /** Misfortunes at the edge of the APIs; the first that answers strikes. */
  readonly edgeFaults: ((call: Call, input: unknown) => EdgeFault | undefined)[]
  readonly kubernetesFaults: ((call: ApiCall) => ApiFault | undefined)[]
  readonly watching: Watching
}

export function makeWorld(options: WorldOptions): World {
  const { platform, seed, ideal } = options
  const clock = new VirtualClock(options.begins ?? WORLD_BEGINS)
  const chance = chanceFrom(seed)
  const lifecycle = new Lifecycle(clock, chance, options.pace)
  const edgeFaults: World['edgeFaults'] = []
  const kubernetesFaults: World['kubernetesFaults'] = []
  const kubernetesCalls: ApiTrace[] = []
  const watching: Watching = { invoked: [], happened: [], ended: [], performed: [] }
  const cloud = new Cloud({
    clock,
    chance,
    lifecycle,
    accountId: platform.account,
    instant: ideal,
    fault: (call, input) => firstOf(edgeFaults, each => each(call, input)),
    performed: deed => tell(watching.performed, deed),
    ...(options.signatureWindowSeconds !== undefined && { signatureWindowSeconds: options.signatureWindowSeconds }),
    elsewhere: request => elsewhere(request),
  })
  const functions = new Functions({ clock, chance, instant: ideal, onInvoke: told => tell(watching.invoked, told) })
  const name = platform.regions.primary
  const engine = stepFunctions(cloud, functions, name, {
    onEvent: (execution, event) => {
      options.onEvent?.(execution, event)
      tell(watching.happened, execution, event)
    },
    onEnd: execution => tell(watching.ended, execution),
    ...(ideal && { sleep: ({ milliseconds }) => untilChange(clock, lifecycle, milliseconds) }),
  })
  const accounts = accountsFrom({ chance })
  const database = databaseOf(platform, accounts, cloud.surroundings(name))
  const region = makeRegion({
    name,
    cloud,
    engine,
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    buckets: new Map(),
    resources: () => [...backupResources(region), ...fileSystemResources(region), ...diskResources(region, platform)],
    peers: other => (other === name && !cloud.dark.has(other) ? region.secrets : undefined),
    rotate: (secretName, password, pendingHost) => rotate({ region, secretName, password, pendingHost }),
  })
  seedRoles(cloud, platform)
  seedRegion(region, platform, { accounts, database })
  const monitoring = monitoringOf({ platform, cloud, region })
  const copying: Copying = { slowdown: 1 }
  const kubernetes = makeKubernetes({
    platform,
    copying,
    monitoring,
    region,
    cloud,
    instant: ideal,
    faults: kubernetesFaults,
    calls: kubernetesCalls,
  })
  const site = new WordPress(
    {
      pods: () => kubernetes.readyPods(platform.kubernetes.namespace, platform.kubernetes.deployment),
      cachePod: () =>
        platform.kubernetes.objectCache === null
          ? undefined
          : kubernetes.readyPods(platform.kubernetes.namespace, platform.kubernetes.objectCache)[0]?.name,
      connect: (host, login) => region.rds.connect(host, login),
      sqlNow: () => new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' '),
    },
    platform.database.tablePrefix,
  )
  const siteFiles = new SiteFiles(() =>
    kubernetes.readyPods(platform.kubernetes.namespace, platform.kubernetes.deployment),
  )
  const { attachments } = wpContentAt(platform.files.path)
  const fileVisitors = new FileVisitors({ clock, chance, files: siteFiles, attachments })
  const { running, administrator } = monitoring
  const dashboardViewers = new DashboardViewers({
    clock,
    chance,
    platform,
    cluster: kubernetes,
    running,
    administrator,
  })
  const elsewhere = elsewhereOf({ platform, kubernetes, site, siteFiles })
  const visitors = new Visitors({ clock, chance }, site, siteOf(platform).posts)
  return {
    platform,
    clock,
    chance,
    lifecycle,
    cloud,
    region,
    engine,
    functions,
    kubernetes,
    site,
    visitors,
    siteFiles,
    fileVisitors,
    copying,
    monitoring,
    dashboardViewers,
    accounts,
    logs: [],
    kubernetesCalls,
    edgeFaults,
    kubernetesFaults,
    watching,
  }
}

function tell<Told extends readonly unknown[]>(listeners: readonly ((...told: Told) => void)[], ...told: Told): void {
  for (const listener of listeners) listener(...told)
}

/** A poll that is asked at once when something has changed. A tenth of a second lets controllers take notice first. */
function untilChange(clock: VirtualClock, lifecycle: Lifecycle, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      stop()
      limit.cancel()
      clock.after(Math.min(100, milliseconds), resolve)
    }
    const stop = lifecycle.onChange(wake)
    const limit = clock.after(milliseconds, () => {
      stop()
      resolve()
    })
  })
}

interface Rotation {
  readonly region: Region
  readonly secretName: string
  readonly password: string
  readonly pendingHost: string | undefined
}

/**
 * As AWS's rotation function for one MySQL user does it: it connects to the host in the secret, whichever cluster that
 * is, and gives up when the secret was pointed elsewhere since the rotation began (its `set_secret`).
 */
function rotate({ region, secretName, password, pendingHost }: Rotation): void {
  const { username, host = '' } = JSON.parse(region.secrets.current(secretName)?.value ?? '{}') as {
    username?: string
    host?: string
  }
  if (pendingHost !== host)
    throw new Error(`Attempting to modify user for host ${pendingHost} other than current host ${host}`)
  region.rds.databaseAt(host).administer(`ALTER USER '${username}'@'%' IDENTIFIED BY '${password}'`)
}
