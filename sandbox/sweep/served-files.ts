// What WordPress serves its files from, said without ids: another file system in its place must be the same in everything.
import { parseHandle } from '../../domain/files/volume-handle.ts'
import { persistentVolumeClaims, persistentVolumes } from '../kubernetes/kinds.ts'
import type { PlatformInRegion } from '../world/platform-in-region.ts'
import { filesIn } from './files-in.ts'

/** By name, the settings and files of the file system behind WordPress's claim; of the platform's own while nothing is. */
export function servedFilesOf(world: PlatformInRegion): ReadonlyMap<string, unknown> {
  const { efs } = world.region
  const { path, fileSystemId } = world.platform.files
  const volume = volumeBehindClaim(world)
  const { fileSystemId: id, accessPoint } = parseHandle(volume?.csi?.volumeHandle ?? '') ?? {
    ...{ fileSystemId, accessPoint: null },
  }
  if (!efs.fileSystems().some(each => each.id === id)) return new Map()
  const { encrypted, keyArn, throughputMode, lifecycle, backup, policy, state, tags } = efs.facts(id)
  const points = efs.accessPoints(id)
  const doors = efs.mountTargets(id).map(({ subnet, state, securityGroups }) => ({ subnet, state, securityGroups }))
  return new Map<string, unknown>([
    [
      'files: settings in use',
      {
        ...{ encrypted, keyArn, throughputMode, lifecycle, state, tags: inherited(tags) },
        // One that never had a backup policy is backed up as little as one whose policy says so.
        backedUp: backup === 'ENABLED' || backup === 'ENABLING',
        policy: policy?.text.replaceAll(id, '<file system>'),
      },
    ],
    ['files: mount targets in use', doors.toSorted((a, b) => (a.subnet < b.subnet ? -1 : 1))],
    [
      'files: access points in use',
      points.map(({ path, user, state, tags }) => ({ path, user, state, tags: inherited(tags) })),
    ],
    [
      'files: volume in use',
      volume && { ...mounting(volume), root: points.find(each => each.id === accessPoint)?.path },
    ],
    ...filesIn(efs.root(id), path),
  ])
}

function volumeBehindClaim({ kubernetes: { store }, platform: { files, kubernetes } }: PlatformInRegion) {
  const claim = store.get(persistentVolumeClaims, kubernetes.namespace, files.claim)
  return store.get(persistentVolumes, undefined, claim?.spec?.volumeName ?? '')?.spec
}

type Volume = NonNullable<ReturnType<typeof volumeBehindClaim>>

/** Without where it leads to, and without what becomes of it when its claim goes. */
function mounting({ persistentVolumeReclaimPolicy: _, claimRef, csi, ...rest }: Volume) {
  const path = parseHandle(csi?.volumeHandle ?? '')?.path
  return { ...rest, csi: { ...csi, volumeHandle: path }, claim: `${claimRef?.namespace}/${claimRef?.name}` }
}

/** What a tag says of runs is said of one file system only. */
const inherited = (tags: readonly { readonly Key: string | undefined; readonly Value: string | undefined }[]) =>
  tags
    .filter(({ Key }) => !Key?.startsWith('muster:'))
    .map(({ Key, Value }) => `${Key}=${Value}`)
    .toSorted()
