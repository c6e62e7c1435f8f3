// A WordPress platform before a disaster: everything it runs on, in one region or two, and the visitors who will notice.
import type { Platform } from '../../domain/platform.ts'
import { type Place, platformAt } from '../../domain/platform-places.ts'
import type { Engine, EngineHooks } from '../engine/index.ts'
import { stepFunctions } from '../step-functions.ts'
import { siteOf } from './database-of.ts'
import { siteHost } from './elsewhere.ts'
import { type Ground, makeGround, type Shared, watchedEngine } from './ground.ts'
import { DashboardViewers } from './monitoring/viewers.ts'
import { type PlatformInRegion, pilotLight, production } from './platform-in-region.ts'
import { seedCopies } from './recovery/seed-copies.ts'
import { type Terraform, terraformOf } from './recovery/terraform.ts'
import { seedRoles } from './seed-roles.ts'
import { type Traffic, trafficOf } from './traffic/traffic.ts'
import { type Meeting, Visitors } from './visitors.ts'
import { FileVisitors } from './wp-content/file-visitors.ts'
import type { SiteFiles } from './wp-content/files-of-site.ts'
import { wpContentAt } from './wp-content/tree.ts'

export interface WorldOptions {
  /** As it stands in the primary region. */
  readonly platform: Platform
  readonly seed: string
  /** Calls and handlers take no time, and waits end when something changes: what overhead is measured against. */
  readonly ideal: boolean
  /** The region in which runs work. With `recovery` there are two: production's is then the world's `home`. `primary` when absent. */
  readonly place?: Place | undefined
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

/** Platform, region, cluster and site are those of the place in which runs work. */
export interface World extends Shared, PlatformInRegion {
  readonly engine: Engine
  readonly visitors: Visitors
  /** People who look at attachments, where a disaster takes them away. */
  readonly fileVisitors: FileVisitors
  /** People who look at dashboards, where a disaster takes these away. */
  readonly dashboardViewers: DashboardViewers
  /** Where whoever asks for the public name is led now; undefined when nobody answers there. */
  readonly serving: () => PlatformInRegion | undefined
  /** Production in the primary region, of a world whose runs work in the recovery region. */
  readonly home?: PlatformInRegion
  /** Names of the site, its load balancers and who resolves them; in worlds of two regions. */
  readonly traffic?: Traffic
  /** Where the platform of a world of two regions has it. */
  readonly terraform?: Terraform
  /** Every API, load balancer and page of that region answers nobody; what goes on there goes on. */
  readonly goDark: (region: string) => void
  readonly comesBack: (region: string) => void
  /** Does Route 53's API take requests? Names are answered and health is checked all the same. */
  readonly controlPlaneOfDns: (isUp: boolean) => void
}

export function makeWorld(options: WorldOptions): World {
  const ground = makeGround(options)
  seedRoles(ground.shared.cloud, ground.platform)
  return options.place === 'recovery' ? twoRegions(ground) : oneRegion(ground)
}

function oneRegion(ground: Ground): World {
  const { platform, shared, hosts } = ground
  const engine = watchedEngine(ground, platform.regions.primary)
  const here = production(ground, { platform, engine })
  const answers = () => (shared.cloud.dark.has(here.region.name) ? undefined : here)
  hosts.push(siteHost(platform.application.url, answers))
  return {
    ...{ ...shared, ...here, ...people(ground, here, { meet: () => ({ front: answers() }), files: here.siteFiles }) },
    ...{ engine, serving: answers, ...outages(ground, undefined) },
  }
}

function twoRegions(ground: Ground): World {
  const { platform, shared } = ground
  const { cloud, functions } = shared
  const view = platformAt('recovery', platform)
  const engine = watchedEngine(ground, view.regions.primary)
  const here = pilotLight(ground, { platform: view, engine })
  const home = production(ground, {
    ...{ platform, copiesTo: view.regions.primary },
    engine: stepFunctions(cloud, functions, platform.regions.primary),
  })
  seedCopies(home.region, platform)
  const traffic = trafficOf(ground, home, here)
  const terraform = terraformOf(ground, home, here)
  const files = () => traffic.serving()?.siteFiles ?? nobodysFiles
  return {
    ...{ ...shared, ...here, ...people(ground, here, { meet: traffic.meet, files: filesOf(files) }) },
    ...{ engine, serving: traffic.serving, home, traffic, ...outages(ground, traffic) },
    ...(terraform && { terraform }),
  }
}

type Files = Pick<SiteFiles, 'get' | 'put' | 'view'>

const noAnswer = { status: 504, body: new Uint8Array() }
const nobodysFiles: Files = { get: () => noAnswer, put: () => noAnswer, view: () => undefined }

/** Whoever serves at the moment. */
const filesOf = (now: () => Files): Files => ({
  get: path => now().get(path),
  put: (path, bytes) => now().put(path, bytes),
  view: () => now().view(),
})

interface Meetings {
  readonly meet: Meeting
  readonly files: Files
}

function people({ shared }: Ground, here: PlatformInRegion, { meet, files }: Meetings) {
  const { clock, chance } = shared
  const { platform, kubernetes, monitoring } = here
  const { attachments } = wpContentAt(platform.files.path)
  const { running, administrator } = monitoring
  return {
    visitors: new Visitors({ clock, chance }, meet, siteOf(platform).posts),
    fileVisitors: new FileVisitors({ clock, chance, files, attachments }),
    dashboardViewers: new DashboardViewers({ clock, chance, platform, cluster: kubernetes, running, administrator }),
  }
}

function outages({ shared: { cloud, lifecycle } }: Ground, traffic: Traffic | undefined) {
  return {
    goDark: (region: string) => {
      cloud.dark.add(region)
      lifecycle.changed()
    },
    comesBack: (region: string) => {
      cloud.dark.delete(region)
      lifecycle.changed()
    },
    controlPlaneOfDns: (isUp: boolean) => {
      if (!traffic) throw new Error('a world of one region has no Route 53')
      traffic.route53.setControlPlane(isUp ? 'up' : 'unavailable')
    },
  }
}

export { type Watching, WORLD_BEGINS } from './ground.ts'
