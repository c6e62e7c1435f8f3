// What simulated EC2 knows in one region, as far as disks need it: zones, subnets, volumes with real contents, snapshots.
import type { SnapshotState, Tag, VolumeAttachmentState, VolumeState, VolumeType } from '@aws-sdk/client-ec2'
import type { FileTree, Snapshot as Tree } from '../../world/files/index.ts'
import type { Caller, Requirement, Surroundings } from '../service.ts'

export interface Zone {
  /** `us-east-1a`: a name that means another place in another account. */
  readonly name: string
  /** `use1-az4` */
  readonly id: string
}

export interface Vpc {
  readonly id: string
  readonly defaultSecurityGroup: string
  readonly securityGroups: readonly string[]
}

export interface Subnet {
  readonly id: string
  readonly vpcId: string
  readonly zone: Zone
  /** IPv4 in CIDR notation; AWS keeps five addresses of it. */
  readonly cidr: string
  tags: readonly Tag[]
  /** Addresses in use. */
  readonly taken: Set<string>
}

export interface Attachment {
  readonly instanceId: string
  readonly device: string
  state: VolumeAttachmentState
  readonly at: number
}

export interface Volume {
  readonly id: string
  readonly zone: Zone
  readonly type: VolumeType
  /** GiB. */
  readonly size: number
  readonly iops: number | undefined
  /** MiB/s; of gp3 only. */
  readonly throughput: number | undefined
  readonly encrypted: boolean
  readonly keyArn: string | undefined
  readonly snapshotId: string
  readonly createdAt: number
  /** MiB/s at which blocks of the snapshot are fetched; undefined leaves them to the first read. */
  readonly initializationRate: number | undefined
  /** Is every block of the snapshot on it? */
  initialized: boolean
  state: VolumeState
  /** Shown by Describe; false for some seconds after creation (aws-behaviour 1.5). */
  visible: boolean
  attachment: Attachment | undefined
  tags: readonly Tag[]
  /** What is on the disk. */
  readonly disk: FileTree
}

export interface Snapshot {
  readonly id: string
  readonly volumeId: string
  readonly size: number
  readonly encrypted: boolean
  readonly keyArn: string | undefined
  readonly startedAt: number
  readonly description: string
  state: SnapshotState
  visible: boolean
  tags: readonly Tag[]
  /** As of the start: what is written later is not in it. Asked for only when a volume is made of it. */
  disk: () => Tree
}

export interface Options {
  readonly zones: readonly Zone[]
  readonly vpcs: readonly Vpc[]
  /**
   * What IAM says of keys: EC2 asks it after it has answered, so that a missing grant shows only in the volume's end
   * (aws-behaviour 1.5).
   */
  readonly allows: (requirement: Requirement, caller: Caller) => boolean
  /** Is this key able to encrypt and decrypt? Always, when absent. */
  readonly usable?: (keyArn: string) => boolean
  /** ARN of `alias/aws/ebs`. */
  readonly defaultKeyArn?: string
  /** Account setting: every new volume is encrypted. AWS's default is false. */
  readonly encryptionByDefault?: boolean
  readonly quotas?: { readonly volumes?: number }
  /** Most items on a page of any list; 1000 when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  readonly subnets: Subnet[]
  readonly volumes: Volume[]
  readonly snapshots: Snapshot[]
  /** Volume and request by client token. */
  readonly tokens: Map<string, { readonly request: string; readonly volume: Volume }>
  /** `type/zone` for which AWS has no capacity now. */
  readonly exhausted: Set<string>
  /** Told the id of a volume whose content somebody is about to read. */
  readonly writers: ((volumeId: string) => void)[]
  /** Things made so far, from which ids are drawn. */
  made: number
}

export function newId(state: State, prefix: 'vol' | 'snap'): string {
  const { chance, region } = state.surroundings
  return `${prefix}-0${chance.hex(16, 'ec2', region, state.made++)}`
}

/** What was just created is not found at once (aws-behaviour 6.2, invariant 15). */
export function appear(state: State, resource: { readonly id: string; visible: boolean }): void {
  const { clock, lifecycle } = state.surroundings
  clock.quietly(clock.now() + lifecycle.draw('ec2.visible', resource.id) * 1000, () => {
    resource.visible = true
    lifecycle.changed()
  })
}
