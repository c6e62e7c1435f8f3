// ec2:DescribeSubnets and DescribeAvailabilityZones.
import type {
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
} from '@aws-sdk/client-ec2'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { filtered, listed } from './lists.ts'
import { anywhere } from './needs.ts'
import { badValue, subnetNotFound, zoneNotFound } from './refusals.ts'
import type { State, Subnet, Zone } from './state.ts'
import { subnetView, zoneView } from './views.ts'

export function describeSubnets(state: State): Operation<DescribeSubnetsRequest, DescribeSubnetsResult> {
  return {
    needs: () => [anywhere(state, 'DescribeSubnets')],
    run: input => {
      refuse('ec2:DescribeSubnets', input, ['DryRun'])
      const ids = input.SubnetIds
      const unknown = ids?.find(id => !state.subnets.some(each => each.id === id))
      if (unknown !== undefined) throw subnetNotFound(unknown)
      const chosen = state.subnets.filter(({ id }) => !ids?.length || ids.includes(id))
      const { items, next } = listed(state, filtered(chosen, input.Filters, subnetFields), { asked: input, ids })
      return { Subnets: items.map(each => subnetView(state, each)), ...(next && { NextToken: next }) }
    },
  }
}

const subnetFields = {
  'subnet-id': ({ id }: Subnet) => [id],
  'vpc-id': ({ vpcId }: Subnet) => [vpcId],
  'availability-zone': ({ zone }: Subnet) => [zone.name],
  'availability-zone-id': ({ zone }: Subnet) => [zone.id],
  state: () => ['available'],
}

export function describeAvailabilityZones(
  state: State,
): Operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult> {
  return {
    needs: () => [anywhere(state, 'DescribeAvailabilityZones')],
    run: input => {
      refuse('ec2:DescribeAvailabilityZones', input, ['DryRun', 'AllAvailabilityZones'])
      const { zones } = state.options
      const { ZoneNames: names = [], ZoneIds: ids = [] } = input
      const unknown = names.find(name => !zones.some(each => each.name === name))
      if (unknown !== undefined) throw zoneNotFound(unknown)
      if (ids.some(id => !zones.some(each => each.id === id))) throw badValue('Invalid availability zone-id')
      const chosen = zones.filter(
        ({ name, id }) => (names.length === 0 || names.includes(name)) && (ids.length === 0 || ids.includes(id)),
      )
      const tagged = chosen.map(zone => ({ ...zone, tags: [] }))
      return { AvailabilityZones: filtered(tagged, input.Filters, zoneFields).map(each => zoneView(state, each)) }
    },
  }
}

const zoneFields = {
  'zone-name': ({ name }: Zone) => [name],
  'zone-id': ({ id }: Zone) => [id],
  'zone-type': () => ['availability-zone'],
  state: () => ['available'],
}
