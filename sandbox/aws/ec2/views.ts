// How EC2 describes what it has.
import type {
  AvailabilityZone,
  Snapshot as SnapshotView,
  Subnet as SubnetView,
  Volume as VolumeView,
} from '@aws-sdk/client-ec2'
import { freeAddresses } from './network.ts'
import type { Snapshot, State, Subnet, Volume, Zone } from './state.ts'

export function volumeView(volume: Volume): VolumeView {
  const { attachment } = volume
  return {
    VolumeId: volume.id,
    Size: volume.size,
    SnapshotId: volume.snapshotId,
    AvailabilityZone: volume.zone.name,
    AvailabilityZoneId: volume.zone.id,
    State: volume.state,
    CreateTime: new Date(volume.createdAt),
    Encrypted: volume.encrypted,
    ...(volume.keyArn !== undefined && { KmsKeyId: volume.keyArn }),
    VolumeType: volume.type,
    ...(volume.iops !== undefined && { Iops: volume.iops }),
    ...(volume.throughput !== undefined && { Throughput: volume.throughput }),
    ...(volume.initializationRate !== undefined && { VolumeInitializationRate: volume.initializationRate }),
    MultiAttachEnabled: false,
    Tags: [...volume.tags],
    Attachments: attachment
      ? [
          {
            ...{ VolumeId: volume.id, InstanceId: attachment.instanceId, Device: attachment.device },
            ...{ State: attachment.state, AttachTime: new Date(attachment.at), DeleteOnTermination: false },
          },
        ]
      : [],
  }
}

export function snapshotView(state: State, snapshot: Snapshot): SnapshotView {
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    VolumeSize: snapshot.size,
    State: snapshot.state,
    Progress: snapshot.state === 'completed' ? '100%' : '',
    StartTime: new Date(snapshot.startedAt),
    OwnerId: state.surroundings.accountId,
    Description: snapshot.description,
    Encrypted: snapshot.encrypted,
    ...(snapshot.keyArn !== undefined && { KmsKeyId: snapshot.keyArn }),
    StorageTier: 'standard',
    Tags: [...snapshot.tags],
  }
}

export function subnetView(state: State, subnet: Subnet): SubnetView {
  const { region, accountId } = state.surroundings
  return {
    SubnetId: subnet.id,
    SubnetArn: `arn:aws:ec2:${region}:${accountId}:subnet/${subnet.id}`,
    VpcId: subnet.vpcId,
    State: 'available',
    AvailabilityZone: subnet.zone.name,
    AvailabilityZoneId: subnet.zone.id,
    CidrBlock: subnet.cidr,
    AvailableIpAddressCount: freeAddresses(subnet),
    MapPublicIpOnLaunch: false,
    DefaultForAz: false,
    OwnerId: accountId,
    Tags: [...subnet.tags],
  }
}

export function zoneView(state: State, { name, id }: Zone): AvailabilityZone {
  const { region } = state.surroundings
  return {
    ...{ ZoneName: name, ZoneId: id, RegionName: region, GroupName: region, NetworkBorderGroup: region },
    ...{ State: 'available', OptInStatus: 'opt-in-not-required', ZoneType: 'availability-zone', Messages: [] },
  }
}
