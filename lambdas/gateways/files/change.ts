// Changes to a file system that a run restored: doors, settings, tags, and its end.
import {
  CreateAccessPointCommand,
  CreateMountTargetCommand,
  DeleteAccessPointCommand,
  DeleteFileSystemCommand,
  DeleteMountTargetCommand,
  type EFSClient,
  type LifecyclePolicy,
  PutBackupPolicyCommand,
  PutFileSystemPolicyCommand,
  PutLifecycleConfigurationCommand,
  TagResourceCommand,
  type ThroughputMode,
  UntagResourceCommand,
  UpdateFileSystemCommand,
} from '@aws-sdk/client-efs'
import { Unavailable } from '../../../domain/errors.ts'
import type { AccessPoint, FileSystemDescription } from '../../../domain/files/description.ts'
import type { Tags } from '../../../domain/restored-tags.ts'
import { nameOf } from '../errors.ts'
import { unlessAbsent } from './describe.ts'

const sdkTags = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

interface NewMountTarget {
  readonly fileSystem: string
  readonly subnet: string
  readonly securityGroups: readonly string[]
}

interface NewAccessPoint extends Pick<AccessPoint, 'path' | 'user'> {
  readonly fileSystem: string
  readonly token: string
  readonly tags: Tags
}

export const changing = (client: EFSClient) => ({
  ...settings(client),
  ...removing(client),
  /**
   * Gives its address. One that is in the zone already is no fault: whoever looks next finds it (there is no token,
   * aws-behaviour 1.10), and its address.
   */
  createMountTarget: async ({ fileSystem, subnet, securityGroups }: NewMountTarget): Promise<string | undefined> => {
    const input = { FileSystemId: fileSystem, SubnetId: subnet, SecurityGroups: [...securityGroups] }
    const made = await unless('MountTargetConflict', unlessBusy(client.send(new CreateMountTargetCommand(input))))
    return made?.IpAddress
  },
  /** Without creation info: what it leads to was restored, and an early mount must not make an empty one (pitfalls 28). */
  createAccessPoint: async ({ fileSystem, path, user, token, tags }: NewAccessPoint): Promise<string> => {
    const PosixUser = user === null ? {} : { PosixUser: posix(user) }
    const input = { FileSystemId: fileSystem, ClientToken: token, RootDirectory: { Path: path }, ...PosixUser }
    try {
      const made = await unlessBusy(client.send(new CreateAccessPointCommand({ ...input, Tags: sdkTags(tags) })))
      return made.AccessPointId ?? ''
    } catch (error) {
      if (nameOf(error) !== 'AccessPointAlreadyExists') throw error
      return (error as { AccessPointId?: string }).AccessPointId ?? ''
    }
  },
  tag: async (id: string, tags: Tags): Promise<void> => {
    await client.send(new TagResourceCommand({ ResourceId: id, Tags: sdkTags(tags) }))
  },
  untag: async (id: string, keys: readonly string[]): Promise<void> => {
    if (keys.length > 0) await client.send(new UntagResourceCommand({ ResourceId: id, TagKeys: [...keys] }))
  },
})

const posix = ({ uid, gid, secondary }: NonNullable<AccessPoint['user']>) => ({
  Uid: uid,
  Gid: gid,
  ...(secondary.length > 0 && { SecondaryGids: secondary }),
})

const settings = (client: EFSClient) => ({
  setLifecycle: async (id: string, policies: string): Promise<void> => {
    const LifecyclePolicies = JSON.parse(policies) as LifecyclePolicy[]
    await unlessBusy(client.send(new PutLifecycleConfigurationCommand({ FileSystemId: id, LifecyclePolicies })))
  },
  setPolicy: async (id: string, Policy: string): Promise<void> => {
    await unlessBusy(client.send(new PutFileSystemPolicyCommand({ FileSystemId: id, Policy })))
  },
  enableBackups: async (id: string): Promise<void> => {
    const input = { FileSystemId: id, BackupPolicy: { Status: 'ENABLED' } } as const
    await unlessBusy(client.send(new PutBackupPolicyCommand(input)))
  },
  /** The file system is `updating` for some seconds, and takes no other change meanwhile. */
  setThroughput: async (
    id: string,
    { throughputMode, provisionedMibps }: Pick<FileSystemDescription, 'throughputMode' | 'provisionedMibps'>,
  ): Promise<void> => {
    const mode = { ThroughputMode: throughputMode as ThroughputMode }
    const figure = provisionedMibps === null ? {} : { ProvisionedThroughputInMibps: provisionedMibps }
    await unlessBusy(client.send(new UpdateFileSystemCommand({ FileSystemId: id, ...mode, ...figure })))
  },
})

const removing = (client: EFSClient) => ({
  deleteMountTarget: async (id: string): Promise<void> => {
    await unlessAbsent(client.send(new DeleteMountTargetCommand({ MountTargetId: id })))
  },
  deleteAccessPoint: async (id: string): Promise<void> => {
    await unlessAbsent(client.send(new DeleteAccessPointCommand({ AccessPointId: id })))
  },
  /** @returns false while mount targets or access points still hold it. */
  deleteFileSystem: async (id: string): Promise<boolean> => {
    try {
      await unlessAbsent(client.send(new DeleteFileSystemCommand({ FileSystemId: id })))
      return true
    } catch (error) {
      if (['FileSystemInUse', 'IncorrectFileSystemLifeCycleState'].includes(nameOf(error))) return false
      throw error
    }
  },
})

/** @throws Unavailable while it is being changed: the same call succeeds later. */
async function unlessBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (nameOf(error) !== 'IncorrectFileSystemLifeCycleState') throw error
    throw new Unavailable(`${(error as Error).message} Try again when that has ended.`)
  }
}

async function unless<T>(name: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (nameOf(error) !== name) throw error
    return undefined
  }
}
