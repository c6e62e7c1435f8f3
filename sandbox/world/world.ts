// A WordPress platform before a disaster: everything it runs on, and the visitors who will notice.
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { Platform } from '../../domain/platform.ts'
import type { Call } from '../aws/service.ts'
import type { Deed, EdgeFault } from '../aws/wire/edge.ts'
import { type Chance, chanceFrom } from '../chance.ts'
import { VirtualClock } from '../clock.ts'
import { Cloud } from '../cloud.ts'
import type { Engine, EngineHooks, Execution, HistoryEvent, Json } from '../engine/index.ts'
import { type ApiCall, type ApiFault, type ApiTrace, KubernetesCluster } from '../kubernetes/cluster.ts'
import { seedExample } from '../kubernetes/example.ts'
import { Functions, type LogLine } from '../lambda.ts'
import { Lifecycle } from '../lifecycle.ts'
import { makeRegion, type Region } from '../region.ts'
import { stepFunctions } from '../step-functions.ts'
import { timings } from '../timings.ts'
import { backupResources } from './backup-resources.ts'
import { type Accounts, accountsFrom, databaseOf, siteOf } from './database-of.ts'
import { seedDrillNamespace } from './drill-namespace.ts'
import { seedRegion } from './seed-region.ts'
import { seedRoles } from './seed-roles.ts'
import { Visitors } from './visitors.ts'
import { WordPress } from './wordpress.ts'

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
    resources: () => backupResources(region),
    peers: other => (other === name && !cloud.dark.has(other) ? region.secrets : undefined),
    rotate: (secretName, password, pendingHost) => rotate({ region, secretName, password, pendingHost }),
  })
  seedRoles(cloud, platform)
  seedRegion(region, platform, { accounts, database })
  const kubernetes = makeKubernetes({
    platform,
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
  const elsewhere = router({ platform, kubernetes, site })
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

interface KubernetesOf {
  readonly platform: Platform
  readonly region: Region
  readonly cloud: Cloud
  readonly instant: boolean
  readonly faults: World['kubernetesFaults']
  readonly calls: ApiTrace[]
}

function makeKubernetes({ platform, region, cloud, instant, faults, calls }: KubernetesOf): KubernetesCluster {
  const { clusterName } = platform.kubernetes
  const surroundings = cloud.surroundings(region.name)
  let count = 0
  const kubernetes = new KubernetesCluster({
    name: clusterName,
    surroundings,
    authenticate: token => {
      const verdict = region.sts.verifyToken(token, clusterName)
      if ('refused' in verdict) return { reason: verdict.refused }
      if (!region.eks.identityOf(clusterName, verdict.roleArn))
        return { reason: `no access entry for ${verdict.roleArn}` }
      return verdict
    },
    groupsOf: roleArn => region.eks.identityOf(clusterName, roleArn)?.groups ?? [],
    secretValue: name => region.secrets.current(name)?.value,
    run: async () => ({ exitCode: 0, seconds: 3 }),
    latency: () =>
      instant ? 0 : surroundings.chance.seconds(timings['api.latency'], 'kubernetes latency', count++) * 1000,
    fault: call => firstOf(faults, each => each(call)),
    trace: entry => calls.push(entry),
  })
  seedExample(kubernetes, platform)
  seedDrillNamespace(kubernetes, platform)
  region.eks.seed({
    name: clusterName,
    version: '1.34',
    roleArn: `arn:aws:iam::${platform.account}:role/${clusterName}-cluster`,
    certificateAuthority: Buffer.from('certificate authority of the sandbox').toString('base64'),
    network: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-a', 'subnet-b'], securityGroupIds: ['sg-nodes'] },
  })
  return kubernetes
}

interface Routes {
  readonly platform: Platform
  readonly kubernetes: KubernetesCluster
  readonly site: WordPress
}

/** The Kubernetes API by its endpoint, the site by its name; nothing else can be reached. */
function router({ platform, kubernetes, site }: Routes): (request: HttpRequest) => Promise<HttpResponse> {
  const siteHost = new URL(platform.application.url).hostname
  return async request => {
    if (request.hostname.includes('.eks.')) return (await kubernetes.handle(request)).response
    if (request.hostname === siteHost) return page(site, request)
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${request.hostname}`), { name: 'Error', code: 'ENOTFOUND' })
  }
}

function page(site: WordPress, { query, path }: HttpRequest): HttpResponse {
  const id = Number(query?.p ?? 0)
  const answer = path === '/' && id > 0 ? site.post(id) : site.home()
  return new HttpResponse({
    statusCode: answer.status,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from(answer.body),
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

function firstOf<T, R>(list: readonly T[], ask: (each: T) => R | undefined): R | undefined {
  for (const each of list) {
    const found = ask(each)
    if (found !== undefined) return found
  }
  return undefined
}
