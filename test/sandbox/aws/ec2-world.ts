// EC2 in two zones with one encrypted volume, for its tests.
import { Ec2 } from '../../../sandbox/aws/ec2/index.ts'
import { FileView } from '../../../sandbox/world/files/index.ts'
import { account, ask, minute, surroundings } from './calling.ts'

const zones = [
  { name: 'us-east-1a', id: 'use1-az4' },
  { name: 'us-east-1b', id: 'use1-az6' },
]
export const key = `arn:aws:kms:us-east-1:${account}:key/storage`

interface Options {
  readonly denied?: readonly string[]
  readonly unusable?: readonly string[]
  readonly pageSize?: number
}

export function world({ denied = [], unusable = [], pageSize }: Options = {}) {
  const around = surroundings()
  const ec2 = new Ec2(around, {
    zones,
    vpcs: [{ id: 'vpc-1', defaultSecurityGroup: 'sg-default', securityGroups: [] }],
    allows: ({ action }) => !denied.includes(action),
    usable: arn => !unusable.includes(arn),
    ...(pageSize !== undefined && { pageSize }),
  })
  const { service } = ec2
  const volumeId = ec2.seedVolume({
    zone: 'us-east-1a',
    size: 50,
    keyArn: key,
    tags: [{ Key: 'Component', Value: 'monitoring' }],
  })
  new FileView(ec2.disk(volumeId)).writeFile('/wal', 'samples')
  const settled = async () => around.clock.run(around.clock.now() + 20 * minute)
  const snapshot = async (): Promise<string> => {
    const { SnapshotId } = ask(service, 'CreateSnapshot', { VolumeId: volumeId })
    await settled()
    return SnapshotId
  }
  const create = (more: object = {}) =>
    ask(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 10, ...more })
  const look = (VolumeId: string) => ask(service, 'DescribeVolumes', { VolumeIds: [VolumeId] }).Volumes[0]
  return { ...around, ec2, service, volumeId, settled, snapshot, create, look }
}
