// The simulated Amazon EFS of one region: file systems with real trees, which pods mount and AWS Backup takes and restores.
import * as sdk from '@aws-sdk/client-efs'
import { type FileTree, FileView } from '../../world/files/index.ts'
import type { Statement } from '../iam/iam.ts'
import type { Requirement, Service, Surroundings } from '../service.ts'
import { createAccessPoint, deleteAccessPoint, describeAccessPoints } from './access-points.ts'
import {
  describeBackupPolicy,
  describeLifecycleConfiguration,
  putBackupPolicy,
  putLifecycleConfiguration,
} from './configuration.ts'
import { createFileSystem } from './create-file-system.ts'
import { deleteFileSystem, describeFileSystems, updateFileSystem } from './file-system-operations.ts'
import {
  deleteFileSystemPolicy,
  describeFileSystemPolicy,
  putFileSystemPolicy,
  statementsOf,
} from './file-system-policy.ts'
import { findFileSystem, idOf } from './find.ts'
import { type Mount, type MountRequest, mount } from './mount.ts'
import {
  createMountTarget,
  deleteMountTarget,
  describeMountTargetSecurityGroups,
  describeMountTargets,
} from './mount-targets.ts'
import { type Backup, type Restored, type RestoreRequest, restoreInto, snapshotOf } from './restore.ts'
import { type FileSystemSeed, seedFileSystem } from './seed.ts'
import type { AccessPoint, FileSystem, MountTarget, Options, State } from './state.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

/** What the rest of a world may know of a file system without asking the API. */
export type FileSystemFacts = Readonly<Pick<FileSystem, 'id' | 'arn' | 'state' | 'tags' | 'encrypted' | 'keyArn'>> &
  Readonly<Pick<FileSystem, 'throughputMode' | 'lifecycle' | 'backup' | 'policy'>>
export type MountTargetFacts = Readonly<Pick<MountTarget, 'id' | 'state' | 'securityGroups'>> & {
  readonly subnet: string
}
export type AccessPointFacts = Readonly<Pick<AccessPoint, 'id' | 'state' | 'path' | 'user' | 'tags'>>

export class Efs {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options) {
    this.#state = { surroundings, options, fileSystems: [], mountTargets: [], accessPoints: [], made: 0 }
    this.service = { signingName: 'elasticfilesystem', sdk, operations: operationsOf(this.#state) }
  }

  /** An existing file system with mount targets that work; returns its id. */
  seed(seed: FileSystemSeed): string {
    return seedFileSystem(this.#state, seed)
  }

  /** As a pod's volume is mounted. Throws `MountFailed`. */
  mount(request: MountRequest): Mount {
    return mount(this.#state, request)
  }

  /** The tree itself; for the world's own eyes and hands, never for programs under rehearsal. */
  tree(fileSystemId: string): FileTree {
    return findFileSystem(this.#state, fileSystemId).tree
  }

  /** The whole tree with the rights of root, for disasters and measures. */
  root(fileSystemId: string): FileView {
    return new FileView(this.tree(fileSystemId))
  }

  /** Every file system, whatever its state. */
  fileSystems(): readonly FileSystemFacts[] {
    return this.#state.fileSystems
  }

  facts(fileSystemId: string): FileSystemFacts {
    const { id, arn, state, tags, encrypted, keyArn, ...more } = findFileSystem(this.#state, fileSystemId)
    const { throughputMode, lifecycle, backup, policy } = more
    return { id, arn, state, tags, encrypted, keyArn, throughputMode, lifecycle, backup, policy }
  }

  /** Every one that is there, whatever its state. */
  mountTargets(fileSystemId: string): readonly MountTargetFacts[] {
    return this.#state.mountTargets
      .filter(each => each.fileSystem.id === fileSystemId)
      .map(({ id, state, subnet, securityGroups }) => ({ id, state, subnet: subnet.id, securityGroups }))
  }

  accessPoints(fileSystemId: string): readonly AccessPointFacts[] {
    return this.#state.accessPoints
      .filter(each => each.fileSystem.id === fileSystemId)
      .map(({ id, state, path, user, tags }) => ({ id, state, path, user, tags }))
  }

  /** As the CSI driver does with what it provisioned: the access point goes, what is behind it stays. */
  removeAccessPoint(id: string): void {
    const index = this.#state.accessPoints.findIndex(each => each.id === id)
    if (index >= 0) this.#state.accessPoints.splice(index, 1)
  }

  /** What AWS Backup keeps of the file system as of now. */
  snapshotOf(fileSystemId: string): Backup {
    return snapshotOf(findFileSystem(this.#state, fileSystemId))
  }

  /** What a restore job has put into the file system when it ends; takes no time itself (`transferSeconds`, and a minute). */
  restoreInto(request: RestoreRequest): Restored {
    return restoreInto(this.#state, request)
  }

  /** A misfortune: a mount target breaks. */
  breakMountTarget(fileSystemId: string, zone: string): void {
    for (const each of this.#state.mountTargets) {
      if (each.fileSystem.id !== fileSystemId || each.subnet.zone !== zone) continue
      each.state = 'error'
      each.resolves = false
    }
    this.#state.surroundings.lifecycle.changed()
  }

  /** A misfortune: somebody puts another policy there; undefined leaves the default, which lets everybody in. */
  setPolicy(fileSystemId: string, text: string | undefined): void {
    const fileSystem = findFileSystem(this.#state, fileSystemId)
    fileSystem.policy = text === undefined ? undefined : { text, statements: statementsOf(text, fileSystem) }
    this.#state.surroundings.lifecycle.changed()
  }

  /** The file system's policy, which has its say in API calls too. */
  policyOf(arn: string): readonly Statement[] | undefined {
    return this.#state.fileSystems.find(each => each.arn === arn)?.policy?.statements
  }

  contextOf(arn: string): Requirement['context'] {
    const found = [...this.#state.fileSystems, ...this.#state.accessPoints].find(each => each.id === idOf(arn))
    if (found?.arn !== arn) return undefined
    return Object.fromEntries(found.tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? '']))
  }
}

function operationsOf(state: State): Service['operations'] {
  return {
    DescribeFileSystems: describeFileSystems(state),
    CreateFileSystem: createFileSystem(state),
    UpdateFileSystem: updateFileSystem(state),
    DeleteFileSystem: deleteFileSystem(state),
    CreateMountTarget: createMountTarget(state),
    DescribeMountTargets: describeMountTargets(state),
    DescribeMountTargetSecurityGroups: describeMountTargetSecurityGroups(state),
    DeleteMountTarget: deleteMountTarget(state),
    CreateAccessPoint: createAccessPoint(state),
    DescribeAccessPoints: describeAccessPoints(state),
    DeleteAccessPoint: deleteAccessPoint(state),
    DescribeLifecycleConfiguration: describeLifecycleConfiguration(state),
    PutLifecycleConfiguration: putLifecycleConfiguration(state),
    DescribeBackupPolicy: describeBackupPolicy(state),
    PutBackupPolicy: putBackupPolicy(state),
    DescribeFileSystemPolicy: describeFileSystemPolicy(state),
    PutFileSystemPolicy: putFileSystemPolicy(state),
    DeleteFileSystemPolicy: deleteFileSystemPolicy(state),
    TagResource: tagResource(state),
    UntagResource: untagResource(state),
    ListTagsForResource: listTagsForResource(state),
  }
}

export { type Mount, MountFailed, type MountRequest } from './mount.ts'
export { type Backup, type Restored, type RestoreRequest, transferSeconds } from './restore.ts'
export type { FileSystemSeed } from './seed.ts'
export type { Network, Options, Subnet } from './state.ts'
