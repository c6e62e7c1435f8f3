// The load balancers of both regions, as they stand in the network: a name, addresses, and the pods behind them.

import type { LoadBalancer } from '../../aws/route53/index.ts'
import type { Chance } from '../../chance.ts'
import { securityGroup, subnet } from '../../network.ts'
import type { PlatformInRegion } from '../platform-in-region.ts'

export interface Entrance {
  /** Of the load balancer. */
  readonly name: string
  /** What records point to. */
  readonly dnsName: string
  readonly hostedZoneId: string
  readonly addresses: readonly string[]
  /** Whose pods answer. */
  readonly place: PlatformInRegion
}

/** Zones of the names of Application Load Balancers (AWS General Reference, "Elastic Load Balancing endpoints and quotas"). */
const zones: Readonly<Record<string, string>> = {
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-central-1': 'Z215JYRZR1TBD5',
}

interface Standing {
  readonly name: string
  /** The first three numbers of its addresses: one of the ranges for documentation (RFC 5737). */
  readonly range: '198.51.100' | '203.0.113'
  readonly chance: Chance
}

export function entranceOf(place: PlatformInRegion, { name, range, chance }: Standing): Entrance {
  const { region, platform, kubernetes } = place
  const { balancers, vpcId } = region
  const subnets = (['a', 'b'] as const).map(letter => ({ id: subnet.public(letter), zone: `${region.name}${letter}` }))
  const dnsName = balancers.seed({ name, vpcId, subnets, securityGroups: [securityGroup.loadBalancer] })
  const { namespace, deployment } = platform.kubernetes
  const port = 80
  const number = (...of: (string | number)[]) => 1 + Math.floor(chance.of('address', ...of) * 250)
  balancers.seedTargetGroup({
    ...{ name: `${name}-pods`.slice(0, 32), loadBalancer: name, port, healthPath: '/wp-login.php' },
    targets: () =>
      kubernetes
        .readyPods(namespace, deployment)
        .map(pod => ({ id: `10.2.${number(pod.name)}.${number(pod.name, 'last')}`, port, state: 'healthy' as const })),
  })
  const hostedZoneId = zones[region.name] ?? `Z${chance.hex(13, 'load balancers of', region.name).toUpperCase()}`
  const first = number(name)
  return { name, dnsName, hostedZoneId, addresses: [first, first + 1].map(each => `${range}.${each}`), place }
}

/** As Route 53 sees it: it evaluates targets only for records that ask for it. */
export const seenByRoute53 = ({ hostedZoneId, addresses, place }: Entrance): LoadBalancer => {
  const { namespace, deployment } = place.platform.kubernetes
  const healthy = place.kubernetes.readyPods(namespace, deployment).length > 0
  return { hostedZoneId, addresses, healthy }
}
