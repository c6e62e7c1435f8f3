// What a run can leave behind of files: file systems and what belongs to them, restore directories, volumes, Jobs.
import { EFS_DRIVER, parseHandle } from '../../domain/files/volume-handle.ts'
import { jobs, persistentVolumeClaims, persistentVolumes } from '../kubernetes/kinds.ts'
import type { PlatformInRegion } from './platform-in-region.ts'

/** Names at the root of a file system that AWS Backup and the copy put there; nobody else clears them away. */
const TRACES = /^(aws-backup-|\.muster-)/

export function filesInventory(place: PlatformInRegion): readonly string[] {
  const { region } = place
  const fileSystems = region.efs.fileSystems().map(({ id }) => id)
  return [
    ...fileSystems.flatMap(id => belongings(place, id)),
    ...fileSystems.flatMap(id =>
      region.efs
        .root(id)
        .readdir('/')
        .filter(name => TRACES.test(name))
        .map(name => `directory ${id}/${name}`),
    ),
    ...volumesOf(place),
    ...jobsOf(place),
  ]
}

const belongings = ({ region }: PlatformInRegion, id: string): readonly string[] => [
  `file system ${id}`,
  ...region.efs.mountTargets(id).map(target => `mount target of ${id}: ${target.id}`),
  ...region.efs.accessPoints(id).map(point => `access point of ${id}: ${point.id}`),
]

function volumesOf({ kubernetes }: PlatformInRegion): readonly string[] {
  const volumes = kubernetes.store.list(persistentVolumes).filter(({ spec }) => spec?.csi?.driver === EFS_DRIVER)
  const names = new Set(volumes.map(({ metadata }) => metadata.name))
  const claims = kubernetes.store.list(persistentVolumeClaims).filter(({ spec }) => names.has(spec?.volumeName ?? ''))
  return [
    ...[...names].map(name => `volume ${name}`),
    ...claims.map(({ metadata }) => `claim ${metadata.namespace}/${metadata.name}`),
  ]
}

/** A Job that must end, and goes when it has ended, is not left to anybody. */
const jobsOf = ({ kubernetes, platform }: PlatformInRegion): readonly string[] =>
  kubernetes.store
    .list(jobs, platform.kubernetes.namespace)
    .filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0)
    .filter(({ spec }) => !spec?.activeDeadlineSeconds || !spec.ttlSecondsAfterFinished)
    .map(({ metadata }) => `job ${metadata.namespace}/${metadata.name}`)

/** What the site's files are on now, by the names above: it is no leftover. */
export function servingFiles(place: PlatformInRegion): readonly string[] {
  const { kubernetes, platform } = place
  const claim = kubernetes.store.get(persistentVolumeClaims, platform.kubernetes.namespace, platform.files.claim)
  const volume = kubernetes.store.get(persistentVolumes, undefined, claim?.spec?.volumeName ?? '')
  const id = parseHandle(volume?.spec?.csi?.volumeHandle ?? '')?.fileSystemId
  if (!claim || !volume || id === undefined) return []
  return [
    ...belongings(place, id),
    `volume ${volume.metadata.name}`,
    `claim ${claim.metadata.namespace}/${claim.metadata.name}`,
  ]
}
