// Volumes and snapshots, told to moto.
import * as ec2 from '@aws-sdk/client-ec2'
import { asked, type Seeding } from './asked.ts'

export async function seedDisks({ world, connection, names }: Seeding): Promise<void> {
  const client = new ec2.EC2Client(connection)
  const { Volumes = [] } = asked<ec2.DescribeVolumesResult>(world, 'ec2', 'DescribeVolumes')
  for (const volume of Volumes) {
    const { VolumeId } = await client.send(new ec2.CreateVolumeCommand(orderOf(volume)))
    names.say(volume.VolumeId, VolumeId)
  }
  const { Snapshots = [] } = asked<ec2.DescribeSnapshotsResult>(world, 'ec2', 'DescribeSnapshots', {
    OwnerIds: ['self'],
  })
  for (const { SnapshotId, VolumeId, VolumeSize, Encrypted } of Snapshots) {
    // A snapshot outlives its volume: of one that the disaster took, another of its size is made for the moment.
    const standing = Volumes.find(each => each.VolumeId === VolumeId)
    const AvailabilityZone = `${connection.region}a`
    const source = standing
      ? names.inTheirs(VolumeId)
      : (await client.send(new ec2.CreateVolumeCommand({ AvailabilityZone, Size: VolumeSize, Encrypted }))).VolumeId
    const made = await client.send(new ec2.CreateSnapshotCommand({ VolumeId: source }))
    if (!standing) await client.send(new ec2.DeleteVolumeCommand({ VolumeId: source }))
    names.say(SnapshotId, made.SnapshotId)
  }
}

const orderOf = (volume: ec2.Volume): ec2.CreateVolumeCommandInput => ({
  AvailabilityZone: volume.AvailabilityZone,
  Size: volume.Size,
  VolumeType: volume.VolumeType,
  Iops: volume.Iops,
  Throughput: volume.Throughput,
  Encrypted: volume.Encrypted,
  KmsKeyId: volume.KmsKeyId,
  TagSpecifications: [{ ResourceType: 'volume', Tags: volume.Tags ?? [] }],
})
