// Volumes as AWS Backup may take them: with their tags of now, as snapshots of EC2.
import type { Resource, Snapshot } from '../../aws/backup/index.ts'
import type { Volume } from '../../aws/ec2/index.ts'
import type { Region } from '../../region.ts'

type Ec2 = Pick<Region, 'ec2'> & { readonly name: string; readonly accountId: string }

export const volumeResources = (region: Ec2): readonly Resource[] =>
  region.ec2
    .volumes()
    .filter(({ state }) => state === 'available' || state === 'in-use')
    .map(volume => volumeResource(region, volume))

export function volumeResource({ ec2, name, accountId }: Ec2, volume: Readonly<Volume>): Resource {
  const { id, tags, size, keyArn } = volume
  const named = Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
  return {
    ...{ arn: `arn:aws:ec2:${name}:${accountId}:volume/${id}`, type: 'EBS', name: named.Name ?? id, tags: named },
    sizeBytes: size * 2 ** 30,
    ...(keyArn !== undefined && { encryptionKeyArn: keyArn }),
    snapshot: arn => {
      const snapshotId = arn.split('/').at(-1) ?? ''
      ec2.takeSnapshot(id, { id: snapshotId, tags })
      return restorable({ ec2 }, volume, snapshotId)
    },
  }
}

/** What GetRecoveryPointRestoreMetadata tells of it: no zone, which a restore cannot do without (aws-behaviour 1.2.8). */
export const restorable = (
  { ec2 }: Pick<Region, 'ec2'>,
  { id, encrypted }: Pick<Volume, 'id' | 'encrypted'>,
  snapshotId: string,
): Snapshot => ({
  // The snapshot itself, so that a copy can take it into another region.
  content: ec2.snapshot(snapshotId),
  restoreMetadata: { encrypted: String(encrypted), volumeId: id, availabilityZone: 'null' },
  discard: () => ec2.removeSnapshot(snapshotId),
})
