// File systems from before the rehearsal: healthy, mounted, with access points and settings of their own.
import type { LifecyclePolicy, PosixUser, RootDirectory, Tag } from '@aws-sdk/client-efs'
import { FileTree, type Snapshot } from '../../world/files/index.ts'
import { statementsOf } from './file-system-policy.ts'
import { arnOf, type FileSystem, newId, type State } from './state.ts'

export interface AccessPointSeed {
  readonly id?: string
  readonly user?: PosixUser
  readonly root: RootDirectory
  readonly tags?: readonly Tag[]
}

export interface FileSystemSeed {
  /** Drawn from the seed when absent. */
  readonly id?: string
  readonly keyArn?: string
  /** Empty when absent. Its clock must be the world's. */
  readonly tree?: FileTree
  /** In place of a tree: what it begins with. */
  readonly content?: Snapshot
  readonly throughputMode?: FileSystem['throughputMode']
  readonly lifecycle?: readonly LifecyclePolicy[]
  readonly backup?: 'ENABLED' | 'DISABLED'
  /** JSON text, as PutFileSystemPolicy takes it. */
  readonly policy?: string
  readonly tags?: readonly Tag[]
  /** One mount target in each. */
  readonly subnets?: readonly string[]
  readonly securityGroups?: readonly string[]
  readonly accessPoints?: readonly AccessPointSeed[]
}

export function seedFileSystem(state: State, seed: FileSystemSeed): string {
  const { clock } = state.surroundings
  const id = seed.id ?? newId(state, 'fs')
  const arn = arnOf(state, 'file-system', id)
  const fileSystem: FileSystem = {
    ...{ id, arn, creationToken: `seed-${id}`, createdAt: clock.now(), state: 'available', visible: true },
    ...{ performanceMode: 'generalPurpose', encrypted: seed.keyArn !== undefined, keyArn: seed.keyArn },
    ...{ throughputMode: seed.throughputMode ?? 'bursting', provisioned: undefined, throughputChangedAt: undefined },
    ...{ lifecycle: seed.lifecycle ?? [], backup: seed.backup, tags: seed.tags ?? [] },
    policy:
      seed.policy === undefined ? undefined : { text: seed.policy, statements: statementsOf(seed.policy, { arn }) },
    tree: seed.tree ?? new FileTree(() => clock.now(), seed.content),
  }
  state.fileSystems.push(fileSystem)
  for (const subnetId of seed.subnets ?? []) seedMountTarget(state, fileSystem, subnetId, seed.securityGroups)
  for (const each of seed.accessPoints ?? []) seedAccessPoint(state, fileSystem, each)
  return id
}

function seedMountTarget(
  state: State,
  fileSystem: FileSystem,
  subnetId: string,
  groups: readonly string[] | undefined,
): void {
  const { network } = state.options
  const subnet = network.subnet(subnetId)
  const address = network.takeAddress(subnetId)
  if (!subnet || address === undefined) throw new Error(`no place for a mount target in ${subnetId}`)
  state.mountTargets.push({
    ...{ id: newId(state, 'fsmt'), networkInterface: newId(state, 'eni'), fileSystem, subnet, address },
    ...{ securityGroups: groups ?? [network.defaultSecurityGroup(subnet.vpcId)] },
    ...{ state: 'available', visible: true, resolves: true },
  })
}

function seedAccessPoint(state: State, fileSystem: FileSystem, seed: AccessPointSeed): void {
  const id = seed.id ?? newId(state, 'fsap')
  state.accessPoints.push({
    ...{ id, arn: arnOf(state, 'access-point', id), fileSystem, clientToken: `seed-${id}` },
    ...{ user: seed.user, path: seed.root.Path ?? '/', creationInfo: seed.root.CreationInfo },
    ...{ state: 'available', visible: true, tags: seed.tags ?? [] },
  })
}
