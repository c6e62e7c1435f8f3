// How people and functions find the site by its name: Route 53, resolvers, and the load balancers of both regions.
import { CONTROL_REGION, Route53 } from '../../aws/route53/index.ts'
import { clientOf, everydayResolvers, isStubborn } from '../dns/everyday.ts'
import { type Resolver, Resolvers } from '../dns/resolvers.ts'
import { siteHost } from '../elsewhere.ts'
import type { Ground } from '../ground.ts'
import type { PlatformInRegion } from '../platform-in-region.ts'
import type { Meeting } from '../visitors.ts'
import { type Entrance, entranceOf, seenByRoute53 } from './entrances.ts'
import { publicName, seedZone } from './seed-zone.ts'
import { seedFlag, showLife } from './signs-of-life.ts'

export interface Traffic {
  readonly route53: Route53
  readonly resolvers: Resolvers
  readonly entrances: readonly Entrance[]
  /** Addresses of a name, as a function in the recovery region finds them; none when there are none. */
  lookUp(name: string): readonly string[]
  /** Whom a visitor meets: by the visitor's own resolver, which may have kept an older answer. */
  readonly meet: Meeting
  /** The region to which the public name leads whoever asks now, if it answers. */
  serving(): PlatformInRegion | undefined
}

/** The resolver of Lambda functions: it heeds TTLs. */
const FUNCTIONS: Resolver = { id: 'function', place: 'americas' }

export function trafficOf(ground: Ground, home: PlatformInRegion, away: PlatformInRegion): Traffic {
  const { chance, clock, cloud } = ground.shared
  const { platform } = home
  const entrances = [
    entranceOf(home, { name: platform.kubernetes.clusterName, range: '198.51.100', chance }),
    entranceOf(away, { name: platform.recovery.application.loadBalancer, range: '203.0.113', chance }),
  ] as const
  seedFlag(away)
  const route53 = route53Of(ground, entrances)
  seedZone(route53, { platform, home: entrances[0], away: entrances[1] })
  const resolvers = new Resolvers({ clock, authority: question => route53.answer(question) }, [
    ...everydayResolvers,
    FUNCTIONS,
  ])
  const lookUp = (name: string, by = FUNCTIONS.id): readonly string[] => {
    const found = resolvers.resolve(name, by)
    return found.kind === 'addresses' ? found.addresses : []
  }
  /** Nobody answers for an address of a dark region, nor for a load balancer that is gone. */
  const at = ([address]: readonly string[]): PlatformInRegion | undefined => {
    const found = address === undefined ? undefined : entrances.find(({ addresses }) => addresses.includes(address))
    return found && answers(found) ? found.place : undefined
  }
  const answers = ({ place, name }: Entrance): boolean => {
    const state = place.region.balancers.loadBalancer(name)?.state
    return !cloud.dark.has(place.region.name) && state !== undefined && state !== 'failed'
  }
  const name = publicName(platform)
  const meet: Meeting = visit => {
    const client = clientOf(chance.of('client', visit))
    return { front: at(lookUp(name, client)), stubborn: isStubborn(client) }
  }
  showLife(ground, home, away)
  ground.hosts.push(
    siteHost(platform.application.url, () => at(lookUp(name))),
    siteHost(platform.recovery.application.privateUrl, () => (answers(entrances[1]) ? away : undefined)),
  )
  const asked = () => route53.answer({ name, type: 'A', place: 'americas' })
  const serving = () => {
    const found = asked()
    return found?.kind === 'values' ? at(found.values) : undefined
  }
  return { route53, resolvers, entrances, lookUp: each => lookUp(each), meet, serving }
}

function route53Of({ shared, regions, options }: Ground, entrances: readonly Entrance[]): Route53 {
  const { cloud } = shared
  const route53 = new Route53(cloud.surroundings(CONTROL_REGION), {
    alarms: region => (cloud.dark.has(region) ? undefined : regions.get(region)?.cloudwatch),
    dark: region => cloud.dark.has(region),
    loadBalancer: name => {
      const found = entrances.find(({ dnsName }) => dnsName.toLowerCase() === name)
      return found && seenByRoute53(found)
    },
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
  })
  cloud.add(CONTROL_REGION, route53)
  return route53
}
