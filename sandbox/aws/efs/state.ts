// What simulated EFS knows in one region: file systems that hold real trees, mount targets, access points.
import type { CreationInfo, LifeCycleState, LifecyclePolicy, PosixUser, Tag } from '@aws-sdk/client-efs'
import type { FileTree } from '../../world/files/index.ts'
import type { Statement } from '../iam/iam.ts'
import type { Caller, Requirement, Surroundings } from '../service.ts'

export type BackupStatus = 'ENABLED' | 'ENABLING' | 'DISABLED' | 'DISABLING'

export interface FileSystem {
  readonly id: string
  readonly arn: string
  readonly creationToken: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  state: LifeCycleState
  /** Shown by Describe; false for some seconds after creation (aws-behaviour 6.2, invariant 15). */
  visible: boolean
  readonly performanceMode: 'generalPurpose' | 'maxIO'
  readonly encrypted: boolean
  readonly keyArn: string | undefined
  throughputMode: 'bursting' | 'provisioned' | 'elastic'
  /** MiB/s; of provisioned throughput only. */
  provisioned: number | undefined
  /** When throughput was last lowered or its mode changed. */
  throughputChangedAt: number | undefined
  lifecycle: readonly LifecyclePolicy[]
  backup: BackupStatus | undefined
  policy: { readonly text: string; readonly statements: readonly Statement[] } | undefined
  tags: readonly Tag[]
  readonly tree: FileTree
}

export interface MountTarget {
  readonly id: string
  readonly fileSystem: FileSystem
  readonly subnet: Subnet
  readonly address: string
  readonly networkInterface: string
  securityGroups: readonly string[]
  state: LifeCycleState
  visible: boolean
  /** Does the file system's DNS name lead here, for clients of this zone? */
  resolves: boolean
}

export interface AccessPoint {
  readonly id: string
  readonly arn: string
  readonly fileSystem: FileSystem
  readonly clientToken: string
  readonly user: PosixUser | undefined
  readonly path: string
  readonly creationInfo: CreationInfo | undefined
  state: LifeCycleState
  visible: boolean
  tags: readonly Tag[]
}

export interface Subnet {
  readonly id: string
  readonly vpcId: string
  readonly zone: string
  readonly zoneId: string
}

/** The network of the region, as EC2 keeps it. */
export interface Network {
  subnet(id: string): Subnet | undefined
  /** A free address of the subnet, which is taken from now on; undefined when none is left. */
  takeAddress(subnetId: string): string | undefined
  releaseAddress(subnetId: string, address: string): void
  /** VPC of a security group; undefined when there is no such group. */
  vpcOfSecurityGroup(id: string): string | undefined
  /** Given to mount targets that name none; it admits only its own members, so no node gets through. */
  defaultSecurityGroup(vpcId: string): string
}

export interface Options {
  readonly network: Network
  /**
   * What IAM says where a permission is no condition of an API call: of NFS clients, and of a new policy's author.
   * The statements are those of the file system's policy.
   */
  readonly allows: (requirement: Requirement, caller: Caller, statements: readonly Statement[] | undefined) => boolean
  /** Is this key able to encrypt and decrypt? Always, when absent. */
  readonly usable?: (keyArn: string) => boolean
  /** ARN of `alias/aws/elasticfilesystem`, for encrypted file systems that name no key. */
  readonly defaultKeyArn?: string
  /** AWS's default is 1000. */
  readonly quotas?: { readonly fileSystems?: number }
  /** Not documented (aws-behaviour 1.2.7 is silent): do restores keep hard links? Default true. */
  readonly restoreKeepsHardLinks?: boolean
  /** Most items on a page of any list; 100 when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  readonly fileSystems: FileSystem[]
  readonly mountTargets: MountTarget[]
  readonly accessPoints: AccessPoint[]
  /** Things made so far, from which ids are drawn. */
  made: number
}

export function newId(state: State, prefix: 'fs' | 'fsmt' | 'fsap' | 'eni'): string {
  const { chance, region } = state.surroundings
  return `${prefix}-0${chance.hex(16, 'efs', region, state.made++)}`
}

export function arnOf(state: State, kind: 'file-system' | 'access-point', id: string): string {
  const { region, accountId } = state.surroundings
  return `arn:aws:elasticfilesystem:${region}:${accountId}:${kind}/${id}`
}
