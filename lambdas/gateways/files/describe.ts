// What a file system is like, gathered from the many calls that tell it.
import {
  type AccessPointDescription,
  DescribeAccessPointsCommand,
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  type EFSClient,
  type FileSystemDescription as SdkFileSystem,
  type MountTargetDescription as SdkMountTarget,
  type Tag,
} from '@aws-sdk/client-efs'
import type { AccessPoint, FileSystemDescription, MountTarget } from '../../../domain/files/description.ts'
import { nameOf } from '../errors.ts'

export interface FoundFileSystem {
  readonly id: string
  readonly arn: string
  readonly state: string
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

/** Undefined for what is not there (any more); `FileSystemNotFound`, `PolicyNotFound` and their like. */
export async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (/^(FileSystem|MountTarget|AccessPoint|Policy)NotFound$/.test(nameOf(error))) return undefined
    throw error
  }
}

export const finding = (client: EFSClient) => ({
  find: async (id: string): Promise<FoundFileSystem | undefined> => {
    const answer = await unlessAbsent(client.send(new DescribeFileSystemsCommand({ FileSystemId: id })))
    const [found] = answer?.FileSystems ?? []
    return found && foundOf(found)
  },
  /** A creation token names at most one. */
  findByToken: async (token: string): Promise<FoundFileSystem | undefined> => {
    const answer = await unlessAbsent(client.send(new DescribeFileSystemsCommand({ CreationToken: token })))
    const [found] = answer?.FileSystems ?? []
    return found && foundOf(found)
  },
  everyFileSystem: async (): Promise<readonly FoundFileSystem[]> => {
    const found: FoundFileSystem[] = []
    let Marker: string | undefined
    do {
      const page = await client.send(new DescribeFileSystemsCommand({ Marker }))
      found.push(...(page.FileSystems ?? []).map(foundOf))
      Marker = page.NextMarker
    } while (Marker)
    return found
  },
  /** Without their security groups, which EFS tells of open ones only. */
  mountTargets: (id: string): Promise<readonly Door[]> => doorsOf(client, id),
  accessPoints: (id: string) => accessPointsOf(client, id),
  /** Without mount targets. */
  settings: (id: string) => settingsOf(client, id),
  describe: async (id: string): Promise<FileSystemDescription | undefined> => {
    const found = await settingsOf(client, id)
    return found && { ...found, mountTargets: await mountTargetsOf(client, id) }
  },
})

export const tagsOf = (tags: readonly Tag[] = []) =>
  tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))

const foundOf = ({ FileSystemId, FileSystemArn, LifeCycleState, Tags }: SdkFileSystem): FoundFileSystem => ({
  id: FileSystemId ?? '',
  arn: FileSystemArn ?? '',
  state: LifeCycleState ?? '',
  tags: tagsOf(Tags),
})

/** Undefined when there is no such file system. */
async function settingsOf(client: EFSClient, id: string): Promise<FileSystemDescription | undefined> {
  const answer = await unlessAbsent(client.send(new DescribeFileSystemsCommand({ FileSystemId: id })))
  const [found] = answer?.FileSystems ?? []
  if (!found) return undefined
  const [lifecycle, policy, backup, accessPoints] = await Promise.all([
    client.send(new DescribeLifecycleConfigurationCommand({ FileSystemId: id })),
    unlessAbsent(client.send(new DescribeFileSystemPolicyCommand({ FileSystemId: id }))),
    unlessAbsent(client.send(new DescribeBackupPolicyCommand({ FileSystemId: id }))),
    accessPointsOf(client, id),
  ])
  return {
    ...foundOf(found),
    tags: [...tagsOf(found.Tags)],
    sizeBytes: found.SizeInBytes?.Value ?? 0,
    encrypted: found.Encrypted ?? false,
    kmsKeyId: found.KmsKeyId ?? null,
    performanceMode: found.PerformanceMode ?? '',
    throughputMode: found.ThroughputMode ?? '',
    provisionedMibps: found.ProvisionedThroughputInMibps ?? null,
    lifecycle: JSON.stringify(lifecycle.LifecyclePolicies ?? []),
    policy: policy?.Policy ?? null,
    backups: ['ENABLED', 'ENABLING'].includes(backup?.BackupPolicy?.Status ?? ''),
    mountTargets: [],
    accessPoints,
  }
}

export type Door = Omit<MountTarget, 'securityGroups'> & { readonly address: string | undefined }

async function doorsOf(client: EFSClient, FileSystemId: string): Promise<Door[]> {
  const found: SdkMountTarget[] = []
  let Marker: string | undefined
  do {
    const page = await unlessAbsent(client.send(new DescribeMountTargetsCommand({ FileSystemId, Marker })))
    found.push(...(page?.MountTargets ?? []))
    Marker = page?.NextMarker
  } while (Marker)
  return found.map(
    ({ MountTargetId = '', SubnetId = '', AvailabilityZoneName = '', LifeCycleState = '', IpAddress }) => ({
      id: MountTargetId,
      subnet: SubnetId,
      zone: AvailabilityZoneName,
      state: LifeCycleState,
      address: IpAddress,
    }),
  )
}

/** Asked of one that is not open, EFS answers IncorrectMountTargetState: it has none to tell. */
const mountTargetsOf = async (client: EFSClient, id: string): Promise<MountTarget[]> =>
  Promise.all(
    (await doorsOf(client, id)).map(async ({ address: _, ...door }) => {
      if (door.state !== 'available') return { ...door, securityGroups: [] }
      const asked = new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: door.id })
      const groups = await unlessAbsent(client.send(asked))
      return { ...door, securityGroups: groups?.SecurityGroups ?? [] }
    }),
  )

async function accessPointsOf(client: EFSClient, FileSystemId: string): Promise<AccessPoint[]> {
  const found: AccessPointDescription[] = []
  let NextToken: string | undefined
  do {
    const page = await unlessAbsent(client.send(new DescribeAccessPointsCommand({ FileSystemId, NextToken })))
    found.push(...(page?.AccessPoints ?? []))
    NextToken = page?.NextToken
  } while (NextToken)
  return found.map(({ AccessPointId = '', LifeCycleState = '', RootDirectory, PosixUser, Tags }) => ({
    id: AccessPointId,
    state: LifeCycleState,
    path: RootDirectory?.Path ?? '/',
    user: PosixUser
      ? { uid: PosixUser.Uid ?? 0, gid: PosixUser.Gid ?? 0, secondary: PosixUser.SecondaryGids ?? [] }
      : null,
    tags: [...tagsOf(Tags)],
  }))
}
