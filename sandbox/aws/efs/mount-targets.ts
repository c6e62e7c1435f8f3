// elasticfilesystem:Create-, Describe- and DeleteMountTarget(s): one in each zone, all in one VPC, none by itself.
import type {
  CreateMountTargetRequest,
  DeleteMountTargetRequest,
  DescribeMountTargetSecurityGroupsRequest,
  DescribeMountTargetSecurityGroupsResponse,
  DescribeMountTargetsRequest,
  DescribeMountTargetsResponse,
  MountTargetDescription,
} from '@aws-sdk/client-efs'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { appear } from './appear.ts'
import { findAccessPoint, findAvailable, findFileSystem, findMountTarget } from './find.ts'
import { listed } from './lists.ts'
import { onAccessPoint, onFileSystem, onNetwork } from './needs.ts'
import { badRequest, mountTargetConflict, refusal } from './refusals.ts'
import { type FileSystem, type MountTarget, newId, type State, type Subnet } from './state.ts'
import { mountTargetView } from './views.ts'

/** EFS quotas: five security groups for a mount target (aws-behaviour 1.4). */
const mostGroups = 5

export function createMountTarget(state: State): Operation<CreateMountTargetRequest, MountTargetDescription> {
  return {
    needs: input => [
      onFileSystem(state, 'CreateMountTarget', input.FileSystemId),
      ...onNetwork(state, ['DescribeSubnets', 'DescribeNetworkInterfaces', 'CreateNetworkInterface'], placeOf(input)),
    ],
    run: input => {
      refuse('elasticfilesystem:CreateMountTarget', input, ['IpAddress', 'Ipv6Address'])
      if ((input.IpAddressType ?? 'IPV4_ONLY') !== 'IPV4_ONLY')
        refuse('elasticfilesystem:CreateMountTarget', input, ['IpAddressType'])
      const fileSystem = findAvailable(state, input.FileSystemId)
      const subnet = state.options.network.subnet(input.SubnetId ?? '')
      if (!subnet) throw refusal('SubnetNotFound', `The subnet ID '${input.SubnetId}' does not exist.`)
      assertPlace(state, fileSystem, subnet)
      const securityGroups = groupsOf(state, subnet, input.SecurityGroups)
      const address = state.options.network.takeAddress(subnet.id)
      if (address === undefined)
        throw refusal('NoFreeAddressesInSubnet', `The subnet ${subnet.id} has no free addresses.`)
      const mountTarget = make(state, { fileSystem, subnet, securityGroups, address })
      return mountTargetView(state, mountTarget)
    },
  }
}

const placeOf = ({ SubnetId = '', SecurityGroups = [] }: CreateMountTargetRequest): readonly string[] => [
  `subnet/${SubnetId}`,
  ...SecurityGroups.map(id => `security-group/${id}`),
]

/** A mount target that is being made or deleted is one too. */
function assertPlace(state: State, fileSystem: FileSystem, subnet: Subnet): void {
  const others = state.mountTargets.filter(each => each.fileSystem === fileSystem)
  if (others.some(each => each.subnet.vpcId !== subnet.vpcId))
    throw mountTargetConflict('requested subnet for new mount target is not in the same VPC as existing mount targets')
  if (others.some(each => each.subnet.zone === subnet.zone))
    throw mountTargetConflict('mount target already exists in this AZ')
}

function groupsOf(state: State, subnet: Subnet, asked: readonly string[] | undefined): readonly string[] {
  const { network } = state.options
  if (asked === undefined || asked.length === 0) return [network.defaultSecurityGroup(subnet.vpcId)]
  if (asked.length > mostGroups)
    throw refusal('SecurityGroupLimitExceeded', `A mount target has at most ${mostGroups} security groups.`)
  const stranger = asked.find(id => network.vpcOfSecurityGroup(id) !== subnet.vpcId)
  if (stranger !== undefined)
    throw refusal('SecurityGroupNotFound', `The security group ${stranger} does not exist in ${subnet.vpcId}.`)
  return [...asked]
}

function make(
  state: State,
  given: Pick<MountTarget, 'fileSystem' | 'subnet' | 'securityGroups' | 'address'>,
): MountTarget {
  const mountTarget: MountTarget = {
    ...given,
    ...{ id: newId(state, 'fsmt'), networkInterface: newId(state, 'eni') },
    ...{ state: 'creating', visible: false, resolves: false },
  }
  state.mountTargets.push(mountTarget)
  appear(state, mountTarget)
  const { lifecycle } = state.surroundings
  const name = `${given.fileSystem.id}/${given.subnet.zone}`
  lifecycle.schedule('efs.mount-target.creating', name, {
    done: () => {
      mountTarget.state = 'available'
      lifecycle.schedule('efs.mount-target.resolving', name, {
        done: () => {
          mountTarget.resolves = mountTarget.state === 'available'
        },
        never: () => undefined,
      })
    },
    error: () => {
      mountTarget.state = 'error'
    },
    stuck: () => undefined,
  })
  return mountTarget
}

export function describeMountTargets(
  state: State,
): Operation<DescribeMountTargetsRequest, DescribeMountTargetsResponse> {
  return {
    needs: input => {
      const point =
        input.AccessPointId === undefined ? [] : [onAccessPoint(state, 'DescribeMountTargets', input.AccessPointId)]
      const of = input.FileSystemId ?? state.mountTargets.find(({ id }) => id === input.MountTargetId)?.fileSystem.id
      return [...point, onFileSystem(state, 'DescribeMountTargets', of)]
    },
    run: input => {
      const { items, next } = listed(state, chosen(state, input), { most: input.MaxItems, token: input.Marker })
      return {
        MountTargets: items.map(each => mountTargetView(state, each)),
        ...(input.Marker !== undefined && { Marker: input.Marker }),
        ...(next && { NextMarker: next }),
      }
    },
  }
}

function chosen(state: State, input: DescribeMountTargetsRequest): readonly MountTarget[] {
  const { FileSystemId: fileSystemId, MountTargetId: id, AccessPointId: point } = input
  if ([fileSystemId, id, point].filter(each => each !== undefined).length !== 1)
    throw badRequest('Give one of FileSystemId, MountTargetId and AccessPointId.')
  if (id !== undefined) return [findMountTarget(state, id)]
  const fileSystem =
    point === undefined ? findFileSystem(state, fileSystemId) : findAccessPoint(state, point).fileSystem
  return state.mountTargets.filter(each => each.fileSystem === fileSystem && each.visible)
}

export function deleteMountTarget(state: State): Operation<DeleteMountTargetRequest, void> {
  return {
    needs: input => {
      const found = state.mountTargets.find(({ id }) => id === input.MountTargetId)
      return [
        onFileSystem(state, 'DeleteMountTarget', found?.fileSystem.id),
        ...onNetwork(state, ['DeleteNetworkInterface'], []),
      ]
    },
    run: input => {
      const mountTarget = findMountTarget(state, input.MountTargetId)
      if (mountTarget.state === 'deleting') return
      mountTarget.state = 'deleting'
      mountTarget.resolves = false
      const { fileSystem, subnet, address } = mountTarget
      state.surroundings.lifecycle.schedule('efs.mount-target.deleting', `${fileSystem.id}/${subnet.zone}`, {
        done: () => {
          state.mountTargets.splice(state.mountTargets.indexOf(mountTarget), 1)
          state.options.network.releaseAddress(subnet.id, address)
        },
        stuck: () => undefined,
      })
    },
  }
}

/** Its network interface must be there (API reference): that of a broken one, or of one that is going, may not be. */
export function describeMountTargetSecurityGroups(
  state: State,
): Operation<DescribeMountTargetSecurityGroupsRequest, DescribeMountTargetSecurityGroupsResponse> {
  return {
    needs: input => {
      const found = state.mountTargets.find(({ id }) => id === input.MountTargetId)
      return [
        onFileSystem(state, 'DescribeMountTargetSecurityGroups', found?.fileSystem.id),
        ...onNetwork(state, ['DescribeNetworkInterfaceAttribute'], []),
      ]
    },
    run: input => {
      const { id, state: at, securityGroups } = findMountTarget(state, input.MountTargetId)
      if (at === 'error' || at === 'deleting')
        throw refusal('IncorrectMountTargetState', `Mount target ${id} is in the state ${at}.`)
      return { SecurityGroups: [...securityGroups] }
    },
  }
}
