// Looking things up: what Describe shows, what other calls may act on, and the groups a request names.
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import { identifierOf } from './names.ts'
import {
  badCombination,
  badValue,
  clusterNotFound,
  groupNotFound,
  instanceNotFound,
  keyNotAccessible,
  subnetGroupNotFound,
} from './refusals.ts'
import {
  type Cluster,
  defaultGroup,
  family,
  type Instance,
  type ParameterGroup,
  type State,
  type SubnetGroup,
} from './state.ts'

/** By identifier (any case) or ARN. Undefined also while it is not visible yet. */
export function lookUpCluster(state: State, text: string): Cluster | undefined {
  const id = identifierOf(state.surroundings, 'cluster', text)
  return state.clusters.find(cluster => cluster.id === id && cluster.visible)
}

export function findCluster(state: State, text: string | undefined): Cluster {
  const found = text === undefined ? undefined : lookUpCluster(state, text)
  if (!found) throw clusterNotFound(text ?? '')
  return found
}

function lookUpInstance(state: State, text: string): Instance | undefined {
  const id = identifierOf(state.surroundings, 'db', text)
  return state.instances.find(instance => instance.id === id && instance.visible)
}

export function findInstance(state: State, text: string | undefined): Instance {
  const found = text === undefined ? undefined : lookUpInstance(state, text)
  if (!found) throw instanceNotFound(text ?? '')
  return found
}

/** The default group when none is named. Throws when the name is unknown here, or of another engine's family. */
export function parameterGroup(state: State, kind: ParameterGroup['kind'], name: string | undefined): string {
  const wanted = (name ?? defaultGroup).toLowerCase()
  const group = state.parameterGroups.find(each => each.kind === kind && each.name === wanted)
  if (!group) throw groupNotFound(kind, name ?? '')
  if (group.family !== family) {
    throw badCombination(
      `The parameter group ${group.name} with DBParameterGroupFamily ${group.family} can't be used for this instance. Please use a parameter group with DBParameterGroupFamily ${family}.`,
    )
  }
  return group.name
}

/**
 * Without a name, the group called `default` of the default VPC; an account without default VPC has none, and AWS
 * refuses with InvalidSubnet (error name unverified).
 */
export function subnetGroup(state: State, name: string | undefined): SubnetGroup {
  const wanted = identifierOf(state.surroundings, 'subgrp', name ?? 'default')
  const group = state.subnetGroups.find(each => each.name === wanted)
  if (group) return group
  if (name !== undefined) throw subnetGroupNotFound(name)
  throw new AwsError(
    'InvalidSubnet',
    'No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.',
  )
}

/** The VPC's default security group unless others are given, which must be of the same VPC. */
export function securityGroups(
  state: State,
  group: SubnetGroup,
  asked: readonly string[] | undefined,
): readonly string[] {
  const vpc = state.options.vpcs?.find(each => each.id === group.vpcId)
  if (!vpc) throw new Error(`subnet group ${group.name} is in ${group.vpcId}, which the world does not have`)
  if (asked === undefined || asked.length === 0) return [vpc.defaultSecurityGroup]
  for (const id of asked) {
    if (id === vpc.defaultSecurityGroup || vpc.securityGroups.includes(id)) continue
    const elsewhere = state.options.vpcs?.some(each => [each.defaultSecurityGroup, ...each.securityGroups].includes(id))
    if (!elsewhere) throw badValue(`Invalid security group , groupId= ${id}, groupName=.`)
    throw badCombination(
      `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpc.id} and the EC2 security group is in another.`,
    )
  }
  return [...asked]
}

/** The key's ARN. Keys are regional: an ARN of another region is as inaccessible as a disabled key (invariant 18). */
export function usableKey(state: State, key: string): string {
  const { region, accountId } = state.surroundings
  if (key.startsWith('alias/') || key.includes(':alias/')) throw notSimulated('a KMS alias in KmsKeyId')
  const keyArn = key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`
  const usable = state.options.kmsKeyUsable ?? (() => true)
  if (keyArn.split(':')[3] !== region || !usable(keyArn)) throw keyNotAccessible(key)
  return keyArn
}
