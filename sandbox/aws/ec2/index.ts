// The simulated Amazon EC2 of one region, as far as disks need it: volumes, snapshots, zones and subnets; no instances.

import type { Tag, VolumeType } from '@aws-sdk/client-ec2'
import * as sdk from '@aws-sdk/client-ec2'
import { FileTree, type Snapshot as Tree } from '../../world/files/index.ts'
import type { Network } from '../efs/state.ts'
import type { Requirement, Service, Surroundings } from '../service.ts'
import { type Attachable, type AttachRequest, attach, detach, mayAttach, type TagsPolicy } from './attachments.ts'
import { createVolume } from './create-volume.ts'
import { describeAvailabilityZones, describeSubnets } from './describe-network.ts'
import { findVolume } from './find.ts'
import { describeVolumeStatus, readableASecond } from './initialization.ts'
import { arnOf } from './needs.ts'
import { networkOf } from './network.ts'
import { createSnapshot, describeSnapshots, takeSnapshot } from './snapshots.ts'
import { newId, type Options, type Snapshot, type State, type Volume } from './state.ts'
import { createTags, deleteTags } from './tags.ts'
import { deleteVolume, describeVolumes } from './volume-operations.ts'

export interface SubnetSeed {
  readonly id: string
  readonly vpcId: string
  /** Name of the zone. */
  readonly zone: string
  readonly cidr: string
  readonly tags?: readonly Tag[]
}

export interface VolumeSeed {
  readonly id?: string
  readonly zone: string
  readonly size: number
  readonly type?: VolumeType
  readonly keyArn?: string
  readonly tags?: readonly Tag[]
  /** What is on it; empty when absent. Its clock must be the world's. */
  readonly disk?: FileTree
}

/** Seconds: the job of AWS Backup, which takes longer, ends when its snapshot is complete. */
const soon = 2

export class Ec2 {
  readonly service: Service
  /** Subnets, addresses and security groups, for services that put network interfaces into them. */
  readonly network: Network
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options) {
    const lists = {
      subnets: [],
      volumes: [],
      snapshots: [],
      tokens: new Map(),
      exhausted: new Set<string>(),
      writers: [],
    }
    const state: State = { surroundings, options, ...lists, made: 0 }
    this.#state = state
    this.network = networkOf(state)
    this.service = { signingName: 'ec2', sdk, operations: operationsOf(state) }
  }

  seedSubnet({ id, vpcId, zone, cidr, tags = [] }: SubnetSeed): void {
    if (!this.#state.options.vpcs.some(vpc => vpc.id === vpcId)) throw new Error(`there is no ${vpcId} for ${id}`)
    this.#state.subnets.push({ id, vpcId, zone: this.#zone(zone), cidr, tags, taken: new Set() })
  }

  /** An existing volume, attached nowhere; returns its id. */
  seedVolume({ zone, size, type = 'gp3', keyArn, tags = [], ...seed }: VolumeSeed): string {
    const { clock } = this.#state.surroundings
    const id = seed.id ?? newId(this.#state, 'vol')
    const gp3 = type === 'gp3' ? { iops: 3000, throughput: 125 } : { iops: undefined, throughput: undefined }
    this.#state.volumes.push({
      ...{ id, zone: this.#zone(zone), type, size, ...gp3, encrypted: keyArn !== undefined, keyArn, snapshotId: '' },
      ...{
        createdAt: clock.now(),
        initializationRate: undefined,
        initialized: true,
        state: 'available',
        visible: true,
      },
      ...{ attachment: undefined, tags, disk: seed.disk ?? new FileTree(() => clock.now()) },
    })
    return id
  }

  /** Every volume, whatever its state. */
  volumes(): readonly Readonly<Volume>[] {
    return this.#state.volumes
  }

  /** What is on the disk; for the world's own eyes and hands. */
  disk(volumeId: string): FileTree {
    for (const write of this.#state.writers) write(volumeId)
    return this.bareDisk(volumeId)
  }

  /** As `disk`, for the programs themselves: without asking them. */
  bareDisk(volumeId: string): FileTree {
    return findVolume(this.#state, volumeId).disk
  }

  mayAttach(volumeId: string, zone: string, policy: TagsPolicy): Attachable {
    return mayAttach(this.#state, volumeId, zone, policy)
  }

  /** As the CSI driver attaches. Says why not, when it may not. */
  attach(request: AttachRequest, done?: () => void): Attachable {
    return attach(this.#state, request, done)
  }

  detach(volumeId: string, done?: () => void): void {
    detach(this.#state, volumeId, done)
  }

  /**
   * Programs that run keep what they have not written yet in memory: they are asked to write before anybody looks at the
   * disk or takes a snapshot of it.
   */
  beforeReading(write: (volumeId: string) => void): void {
    this.#state.writers.push(write)
  }

  /** Bytes a second in which it can be read through. */
  readableASecond(volumeId: string): number {
    return readableASecond(findVolume(this.#state, volumeId))
  }

  /** False while the first read of a block may have to fetch it from the snapshot. */
  isInitialized(volumeId: string): boolean {
    return findVolume(this.#state, volumeId).initialized
  }

  /** A snapshot as AWS Backup takes it, under the id of its recovery point; `pending` at first. */
  takeSnapshot(volumeId: string, snapshot: { readonly id: string; readonly tags?: readonly Tag[] }): Snapshot {
    const description = 'This snapshot is created by the AWS Backup service.'
    const given = { tags: [], description, ...snapshot }
    return takeSnapshot(this.#state, findVolume(this.#state, volumeId), given, soon)
  }

  /** A finished snapshot from before the rehearsal, or a copy from another region. */
  importSnapshot(snapshot: Omit<Snapshot, 'state' | 'visible'>): void {
    this.#state.snapshots.push({ ...snapshot, state: 'completed', visible: true })
  }

  /** Every snapshot, whatever its state. */
  snapshots(): readonly Readonly<Snapshot>[] {
    return this.#state.snapshots
  }

  /** What time does to snapshots of a volume: their content is another one from now on. */
  alterSnapshots(volumeId: string, change: (content: Tree) => Tree): void {
    for (const snapshot of this.#state.snapshots.filter(each => each.volumeId === volumeId)) {
      const { disk } = snapshot
      snapshot.disk = () => change(disk())
    }
  }

  /** Somebody takes these tags off. */
  untag(volumeId: string, keys: readonly string[]): void {
    const volume = this.#state.volumes.find(({ id }) => id === volumeId)
    if (volume) volume.tags = volume.tags.filter(({ Key = '' }) => !keys.includes(Key))
  }

  snapshot(id: string): Readonly<Snapshot> | undefined {
    return this.#state.snapshots.find(each => each.id === id)
  }

  removeSnapshot(id: string): void {
    const index = this.#state.snapshots.findIndex(each => each.id === id)
    if (index >= 0) this.#state.snapshots.splice(index, 1)
  }

  /** A misfortune: AWS has no capacity for volumes of the type in the zone, until `restoreCapacity`. */
  exhaust(type: VolumeType, zone: string): void {
    this.#state.exhausted.add(`${type}/${zone}`)
  }

  restoreCapacity(): void {
    this.#state.exhausted.clear()
  }

  contextOf(arn: string): Requirement['context'] {
    const of = (kind: 'volume' | 'snapshot', list: readonly { readonly id: string; readonly tags: readonly Tag[] }[]) =>
      list.find(each => arnOf(this.#state, kind, each.id) === arn)
    const found = of('volume', this.#state.volumes) ?? of('snapshot', this.#state.snapshots)
    return found && Object.fromEntries(found.tags.map(({ Key, Value = '' }) => [`aws:ResourceTag/${Key}`, Value]))
  }

  #zone(name: string) {
    const found = this.#state.options.zones.find(each => each.name === name)
    if (!found) throw new Error(`there is no zone ${name}`)
    return found
  }
}

function operationsOf(state: State): Service['operations'] {
  return {
    CreateVolume: createVolume(state),
    DescribeVolumes: describeVolumes(state),
    DescribeVolumeStatus: describeVolumeStatus(state),
    DeleteVolume: deleteVolume(state),
    CreateSnapshot: createSnapshot(state),
    DescribeSnapshots: describeSnapshots(state),
    CreateTags: createTags(state),
    DeleteTags: deleteTags(state),
    DescribeSubnets: describeSubnets(state),
    DescribeAvailabilityZones: describeAvailabilityZones(state),
  }
}

export type { Attachable, AttachRequest, TagsPolicy } from './attachments.ts'
export type { Options, Snapshot, Volume, Vpc, Zone } from './state.ts'
