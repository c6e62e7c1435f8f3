// Elastic Load Balancing: whether a load balancer could take visitors.
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { LoadBalancerSeen } from '../../../domain/region/entrance.ts'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'
import { nameOf } from '../errors.ts'

export const loadBalancers = (environment: Environment) => ({
  /** By name. Undefined when there is none. */
  find: async (name: string): Promise<LoadBalancerSeen | undefined> => {
    const client = clientFor(ElasticLoadBalancingV2Client, environment)
    try {
      const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({ Names: [name] }))
      const [found] = LoadBalancers
      if (!found) return undefined
      const asked = { LoadBalancerArn: found.LoadBalancerArn }
      const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand(asked))
      const zones = (found.AvailabilityZones ?? []).flatMap(zone => zone.ZoneName ?? [])
      return { state: found.State?.Code ?? '', zones, targetGroups: TargetGroups.length }
    } catch (error) {
      if (nameOf(error) === 'LoadBalancerNotFoundException') return undefined
      throw error
    }
  },
})
