// Disks in EC2: volumes, looked at, made from snapshots, tagged and deleted.
import {
  CreateTagsCommand,
  CreateVolumeCommand,
  type CreateVolumeCommandInput,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Filter,
  type Tag,
  type Volume,
} from '@aws-sdk/client-ec2'
import { toInstant } from '../../domain/instant.ts'
import { STORE_TAG, type StoreName } from '../../domain/monitoring/store.ts'
import type { FoundVolume } from '../../domain/monitoring/volume.ts'
import { RUN_TAG } from '../../domain/run.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

type Tags = Readonly<Record<string, string>>

export interface NewVolume {
  readonly snapshot: string
  readonly zone: string
  readonly sizeGib: number
  readonly iops: number | null
  readonly throughput: number | null
  readonly keyArn: string
  readonly tags: Tags
}

export interface Claim {
  readonly namespace: string
  readonly name: string
}

export interface TaggedSnapshot {
  readonly id: string
  readonly tags: Tags
}

export interface Initialization {
  readonly whole: boolean
  readonly percent: number
  /** Seconds; null where EC2 does not tell, as for volumes made without a rate. */
  readonly left: number | null
}

/** MiB/s at which EC2 reads the snapshot beforehand; without it the first read of every block is slow. 300 is the most. */
const INITIALIZATION_RATE = 300

/** Seconds until every block of the snapshot is on a volume of that size. */
export const initializationSeconds = (sizeGib: number): number => Math.ceil((sizeGib * 1024) / INITIALIZATION_RATE)

export type Volumes = ReturnType<typeof volumes>

export function volumes(environment: Environment, caller: Caller) {
  const client = clientFor(EC2Client, environment, caller)
  return {
    /** Undefined when there is none, or it is not visible yet. */
    find: async (id: string): Promise<FoundVolume | undefined> => {
      try {
        const { Volumes = [] } = await client.send(new DescribeVolumesCommand({ VolumeIds: [id] }))
        return Volumes[0] && foundVolume(Volumes[0])
      } catch (error) {
        if (nameOf(error) === 'InvalidVolume.NotFound') return undefined
        throw error
      }
    },
    /** How much of its snapshot is on it; undefined when the volume is gone. Volumes that need none are whole. */
    initialization: async (id: string): Promise<Initialization | undefined> => {
      try {
        const { VolumeStatuses = [] } = await client.send(new DescribeVolumeStatusCommand({ VolumeIds: [id] }))
        const { Progress: percent = 100, EstimatedTimeToCompleteInSeconds: left = null } =
          VolumeStatuses[0]?.InitializationStatusDetails ?? {}
        return VolumeStatuses[0] && { whole: percent >= 100, percent, left }
      } catch (error) {
        if (nameOf(error) === 'InvalidVolume.NotFound') return undefined
        throw error
      }
    },
    /** Of the volume that it was taken of; undefined when there is no such snapshot. */
    snapshotGib: async (id: string): Promise<number | undefined> => {
      try {
        const { Snapshots = [] } = await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }))
        return Snapshots[0]?.VolumeSize
      } catch (error) {
        if (nameOf(error) === 'InvalidSnapshot.NotFound') return undefined
        throw error
      }
    },
    /**
     * Of every volume that the CSI driver has made for a claim of that name, in whatever cluster: it writes so on the
     * volume, a backup keeps the tags of its volume, and a copy those of the backup (aws-behaviour 1.5; AWS Backup
     * developer guide, "Copying tags onto backups").
     */
    snapshotsFor: ({ namespace, name }: Claim): Promise<readonly TaggedSnapshot[]> =>
      snapshotsWith(client, [
        { Name: 'tag:kubernetes.io/created-for/pvc/namespace', Values: [namespace] },
        { Name: 'tag:kubernetes.io/created-for/pvc/name', Values: [name] },
      ]),
    /** What the run has made for that store, in whatever state. */
    ofRun: (store: StoreName): Promise<readonly FoundVolume[]> =>
      filtered(client, [
        { Name: `tag:${RUN_TAG}`, Values: [caller.run.id] },
        { Name: `tag:${STORE_TAG}`, Values: [store] },
      ]),
    /** gp3 and encrypted, whatever the snapshot's volume was. Its token is derived from run and step: again gives the same. */
    create: async (volume: NewVolume): Promise<FoundVolume> =>
      foundVolume(await client.send(new CreateVolumeCommand(request(volume)))),
    addTags: async (id: string, tags: Tags): Promise<void> => {
      await client.send(new CreateTagsCommand({ Resources: [id], Tags: listOf(tags) }))
    },
    /** @returns false while it is attached or being made. One that is gone is no fault. */
    delete: async (id: string): Promise<boolean> => {
      try {
        await client.send(new DeleteVolumeCommand({ VolumeId: id }))
        return true
      } catch (error) {
        if (nameOf(error) === 'InvalidVolume.NotFound') return true
        if (['VolumeInUse', 'IncorrectState'].includes(nameOf(error))) return false
        throw error
      }
    },
  }
}

async function filtered(client: EC2Client, Filters: Filter[]): Promise<readonly FoundVolume[]> {
  const found: FoundVolume[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new DescribeVolumesCommand({ Filters, NextToken }))
    found.push(...(page.Volumes ?? []).map(foundVolume))
    NextToken = page.NextToken
  } while (NextToken)
  return found
}

async function snapshotsWith(client: EC2Client, Filters: Filter[]): Promise<readonly TaggedSnapshot[]> {
  const found: TaggedSnapshot[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters, NextToken }))
    found.push(...(page.Snapshots ?? []).map(({ SnapshotId: id = '', Tags }) => ({ id, tags: tagsOf(Tags) })))
    NextToken = page.NextToken
  } while (NextToken)
  return found
}

const request = ({ snapshot, zone, sizeGib, ...volume }: NewVolume): CreateVolumeCommandInput => ({
  SnapshotId: snapshot,
  AvailabilityZone: zone,
  Size: sizeGib,
  VolumeType: 'gp3',
  ...(volume.iops !== null && { Iops: volume.iops }),
  ...(volume.throughput !== null && { Throughput: volume.throughput }),
  Encrypted: true,
  KmsKeyId: volume.keyArn,
  VolumeInitializationRate: INITIALIZATION_RATE,
  TagSpecifications: [{ ResourceType: 'volume', Tags: listOf(volume.tags) }],
})

const listOf = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

const foundVolume = (volume: Volume): FoundVolume => ({
  id: volume.VolumeId ?? '',
  state: volume.State ?? '',
  zone: volume.AvailabilityZone ?? '',
  sizeGib: volume.Size ?? 0,
  type: volume.VolumeType ?? '',
  iops: volume.VolumeType === 'gp3' ? (volume.Iops ?? null) : null,
  throughput: volume.VolumeType === 'gp3' ? (volume.Throughput ?? null) : null,
  encrypted: volume.Encrypted ?? false,
  keyArn: volume.KmsKeyId ?? null,
  snapshot: volume.SnapshotId ?? '',
  createdAt: toInstant(volume.CreateTime?.getTime() ?? 0),
  tags: tagsOf(volume.Tags),
})

const tagsOf = (tags: readonly Tag[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
