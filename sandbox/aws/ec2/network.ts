// Addresses of subnets, and the network as EFS sees it.
import type { Network } from '../efs/state.ts'
import type { State, Subnet } from './state.ts'

/** The network's own, the router's, the resolver's, one in reserve, and the broadcast address (VPC user guide). */
const kept = { first: 4, last: 1 }

function sizeOf({ cidr }: Subnet): number {
  return 2 ** (32 - Number(cidr.split('/')[1]))
}

export function freeAddresses(subnet: Subnet): number {
  return sizeOf(subnet) - kept.first - kept.last - subnet.taken.size
}

/** The lowest free one, which is taken from now on. */
function takeAddress(subnet: Subnet): string | undefined {
  const base = (subnet.cidr.split('/')[0] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  for (let offset = kept.first; offset < sizeOf(subnet) - kept.last; offset++) {
    const number = base + offset
    const address = [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.')
    if (subnet.taken.has(address)) continue
    subnet.taken.add(address)
    return address
  }
  return undefined
}

export function networkOf(state: State): Network {
  const find = (id: string) => state.subnets.find(each => each.id === id)
  return {
    subnet: id => {
      const found = find(id)
      return found && { id, vpcId: found.vpcId, zone: found.zone.name, zoneId: found.zone.id }
    },
    takeAddress: id => {
      const found = find(id)
      return found && takeAddress(found)
    },
    releaseAddress: (id, address) => {
      find(id)?.taken.delete(address)
    },
    vpcOfSecurityGroup: id =>
      state.options.vpcs.find(vpc => [vpc.defaultSecurityGroup, ...vpc.securityGroups].includes(id))?.id,
    defaultSecurityGroup: id => state.options.vpcs.find(vpc => vpc.id === id)?.defaultSecurityGroup ?? '',
  }
}
