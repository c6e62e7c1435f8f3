// How EFS describes what it has.
import type { AccessPointDescription, FileSystemDescription, MountTargetDescription, Tag } from '@aws-sdk/client-efs'
import type { AccessPoint, FileSystem, MountTarget, State } from './state.ts'

/** An empty file system is metered at 6 KiB (EFS user guide, "Metering"). */
const smallest = 6144

export function fileSystemView(state: State, fileSystem: FileSystem): FileSystemDescription {
  const { tree, tags } = fileSystem
  const size = Math.max(smallest, tree.bytes)
  const { surroundings, mountTargets } = state
  return {
    OwnerId: surroundings.accountId,
    CreationToken: fileSystem.creationToken,
    FileSystemId: fileSystem.id,
    FileSystemArn: fileSystem.arn,
    CreationTime: new Date(fileSystem.createdAt),
    LifeCycleState: fileSystem.state,
    ...named(tags),
    NumberOfMountTargets: mountTargets.filter(each => each.fileSystem === fileSystem).length,
    SizeInBytes: {
      ...{ Value: size, ValueInIA: 0, ValueInStandard: size, ValueInArchive: 0 },
      Timestamp: new Date(surroundings.clock.now()),
    },
    PerformanceMode: fileSystem.performanceMode,
    Encrypted: fileSystem.encrypted,
    ...(fileSystem.keyArn !== undefined && { KmsKeyId: fileSystem.keyArn }),
    ThroughputMode: fileSystem.throughputMode,
    ...(fileSystem.provisioned !== undefined && { ProvisionedThroughputInMibps: fileSystem.provisioned }),
    Tags: [...tags],
    FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
  }
}

export function mountTargetView(state: State, mountTarget: MountTarget): MountTargetDescription {
  const { id, fileSystem, subnet, address, networkInterface } = mountTarget
  return {
    OwnerId: state.surroundings.accountId,
    MountTargetId: id,
    FileSystemId: fileSystem.id,
    SubnetId: subnet.id,
    LifeCycleState: mountTarget.state,
    IpAddress: address,
    NetworkInterfaceId: networkInterface,
    AvailabilityZoneId: subnet.zoneId,
    AvailabilityZoneName: subnet.zone,
    VpcId: subnet.vpcId,
  }
}

export function accessPointView(state: State, accessPoint: AccessPoint): AccessPointDescription {
  const { creationInfo, user, tags } = accessPoint
  return {
    ClientToken: accessPoint.clientToken,
    ...named(tags),
    Tags: [...tags],
    AccessPointId: accessPoint.id,
    AccessPointArn: accessPoint.arn,
    FileSystemId: accessPoint.fileSystem.id,
    ...(user && { PosixUser: user }),
    RootDirectory: { Path: accessPoint.path, ...(creationInfo && { CreationInfo: creationInfo }) },
    OwnerId: state.surroundings.accountId,
    LifeCycleState: accessPoint.state,
  }
}

function named(tags: readonly Tag[]): { Name?: string } {
  const name = tags.find(({ Key }) => Key === 'Name')?.Value
  return name === undefined ? {} : { Name: name }
}
