// Mounting, as the EFS CSI driver does it for a pod: through DNS, a mount target of the zone, and the file system's policy.
import { encoded, FileError, FileView, type Identity, nobody } from '../../world/files/index.ts'
import type { Caller, Requirement } from '../service.ts'
import type { AccessPoint, FileSystem, MountTarget, State } from './state.ts'

export interface MountRequest {
  readonly fileSystemId: string
  /** Below the root of the access point, or of the file system; the root itself when absent. */
  readonly path?: string
  readonly accessPointId?: string
  /** Of the mount target; that to which the file system's name leads in the zone, when absent. */
  readonly address?: string
  /** Availability Zone of the node. */
  readonly zone: string
  /** Role of the client that mounts with the `iam` option; an anonymous client when absent. */
  readonly roleArn?: string
  /** The CSI driver's default is true. */
  readonly tls?: boolean
  readonly readOnly?: boolean
  /** Where it appears in the container; absolute symbolic links are read against it. */
  readonly mountedAt?: string
}

export interface Mount {
  readonly fileSystemId: string
  /**
   * The tree as a process of that user and group sees it; the user of an access point stands for everybody.
   * Throws FileError EIO once the mount target is gone.
   */
  view(as: Identity): FileView
}

/** What the kubelet tells: `MountVolume.SetUp failed`, with what the mount helper said. */
export class MountFailed extends Error {
  override readonly name = 'MountFailed'
}

/** @throws MountFailed for a name that does not resolve, a closed door, a policy that says no, a path that is not there */
export function mount(state: State, request: MountRequest): Mount {
  const fileSystem = state.fileSystems.find(each => each.id === request.fileSystemId)
  const { region } = state.surroundings
  const name = `${request.fileSystemId}.efs.${region}.amazonaws.com`
  const target = targetOf(state, fileSystem, request)
  if (!fileSystem || !target)
    throw new MountFailed(
      request.address === undefined
        ? `Failed to resolve "${name}"`
        : `mount.nfs4: Connection timed out (${request.address}:2049)`,
    )
  if (!admits(state, target)) throw new MountFailed(`mount.nfs4: Connection timed out (${target.address}:2049)`)
  const accessPoint = accessPointOf(state, fileSystem, request.accessPointId)
  const rights = rightsOf(state, { fileSystem, accessPoint, request })
  if (!rights.mount) throw new MountFailed(`mount.nfs4: access denied by server while mounting ${name}:/`)
  const root = rootOf(fileSystem, accessPoint, request.path ?? '/')
  return {
    fileSystemId: fileSystem.id,
    view: as => {
      // A mount outlives its mount target, and every call on it hangs; a program gets its error in the end.
      if (target.state !== 'available' || !state.fileSystems.includes(fileSystem))
        throw new FileError('EIO', 'access', request.mountedAt ?? '/')
      return new FileView(fileSystem.tree, {
        root,
        as: identityOf(accessPoint, as, rights.root),
        readOnly: (request.readOnly ?? false) || !rights.write,
        ...(request.mountedAt !== undefined && { mountedAt: request.mountedAt }),
      })
    },
  }
}

/** One of any zone by its address, as soon as it is there; by name only the one of the zone. */
const targetOf = ({ mountTargets }: State, fileSystem: FileSystem | undefined, { address, zone }: MountRequest) =>
  mountTargets.find(
    each =>
      each.fileSystem === fileSystem &&
      (address === undefined
        ? each.subnet.zone === zone && each.resolves
        : each.address === address && each.state === 'available'),
  )

/** The default group of a VPC admits its own members only, and nodes are none of them. */
function admits(state: State, { securityGroups, subnet }: MountTarget): boolean {
  return securityGroups.some(each => each !== state.options.network.defaultSecurityGroup(subnet.vpcId))
}

function accessPointOf(state: State, fileSystem: FileSystem, id: string | undefined): AccessPoint | undefined {
  if (id === undefined) return undefined
  const found = state.accessPoints.find(each => each.id === id && each.fileSystem === fileSystem)
  if (found?.state !== 'available') throw new MountFailed(`mount.nfs4: access point ${id} does not exist`)
  return found
}

interface Rights {
  readonly mount: boolean
  readonly write: boolean
  readonly root: boolean
}

interface Client {
  readonly fileSystem: FileSystem
  readonly accessPoint: AccessPoint | undefined
  readonly request: MountRequest
}

/** Without a policy every client may do everything, root included (EFS user guide, "Default EFS file system policy"). */
function rightsOf(state: State, { fileSystem, accessPoint, request }: Client): Rights {
  const { policy, arn } = fileSystem
  if (!policy) return { mount: true, write: true, root: true }
  const caller: Caller = { roleArn: request.roleArn ?? '', accountId: state.surroundings.accountId }
  const context = {
    'elasticfilesystem:AccessedViaMountTarget': 'true',
    'aws:SecureTransport': String(request.tls ?? true),
    ...(accessPoint && { 'elasticfilesystem:AccessPointArn': accessPoint.arn }),
  }
  const may = (name: string): boolean => {
    const requirement: Requirement = { action: `elasticfilesystem:${name}`, resource: arn, context }
    return state.options.allows(requirement, caller, policy.statements)
  }
  return { mount: may('ClientMount'), write: may('ClientWrite'), root: may('ClientRootAccess') }
}

/** The root directory of an access point is made at the first mount, if the access point says how. */
function rootOf({ tree }: FileSystem, accessPoint: AccessPoint | undefined, path: string): string {
  const whole = new FileView(tree)
  const own = accessPoint?.path ?? '/'
  const info = accessPoint?.creationInfo
  if (info && !whole.exists(encoded(own))) {
    whole.mkdirs(encoded(own), 0o755)
    whole.lchown(encoded(own), info.OwnerUid ?? 0, info.OwnerGid ?? 0)
    whole.chmod(encoded(own), Number.parseInt(info.Permissions ?? '', 8))
  }
  const root = encoded(`${own}/${path}`)
  try {
    new FileView(tree, { root })
    return root
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    throw new MountFailed(
      `mount.nfs4: mounting ${own}/${path} failed, reason given by server: No such file or directory`,
    )
  }
}

/** Without ClientRootAccess, root is nobody: also where an access point says root. */
function identityOf(accessPoint: AccessPoint | undefined, as: Identity, rootAccess: boolean): Identity {
  const { Uid, Gid, SecondaryGids } = accessPoint?.user ?? {}
  const identity = Uid === undefined || Gid === undefined ? as : { owner: Uid, group: Gid, groups: SecondaryGids ?? [] }
  return identity.owner === 0 && !rootAccess ? nobody : identity
}
