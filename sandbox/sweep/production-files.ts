// Production's files as a run must leave them: the platform's file system, how WordPress mounts it, and what it holds.
import { EFS_DRIVER } from '../../domain/files/volume-handle.ts'
import { RUN_ANNOTATION, RUN_LABEL } from '../../domain/kubernetes-labels.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG, RUN_TAG } from '../../domain/run.ts'
import { persistentVolumeClaims, persistentVolumes } from '../kubernetes/kinds.ts'
import type { PlatformInRegion } from '../world/platform-in-region.ts'
import { servedFilesOf } from './served-files.ts'

type Named = readonly (readonly [string, unknown])[]

/** Names of what a recovery changes that moves WordPress to another file system. */
export const movable = {
  behind: (claim: string) => `files: volume behind the claim ${claim}`,
  reclaimPolicy: (volume: string) => `files: reclaim policy of ${volume}`,
  kept: (fileSystem: string) => `files: until when ${fileSystem} is kept`,
} as const

/**
 * By name of the thing, its settings or contents; the files of each directory are one thing. What a run mounts for
 * itself is its own: whatever stays of that is a leftover, and is looked for among leftovers.
 */
export const productionFilesOf = (world: PlatformInRegion): ReadonlyMap<string, unknown> =>
  new Map([...fileSystemOf(world), ...volumesOf(world), ...claimsOf(world), ...servedFilesOf(world)])

/** The platform's, whether WordPress uses it or not. */
function fileSystemOf({ region: { efs }, platform }: PlatformInRegion): Named {
  const { fileSystemId: id } = platform.files
  if (!efs.fileSystems().some(each => each.id === id)) return []
  const { tags, ...settings } = efs.facts(id)
  const byKeeping = Map.groupBy(tags, ({ Key }) => Key === KEEP_UNTIL_TAG || Key === KEEP_REASON_TAG)
  const ofNoRun = efs.accessPoints(id).filter(point => !point.tags.some(({ Key }) => Key === RUN_TAG))
  return [
    [`files: file system ${id}`, { ...settings, tags: byKeeping.get(false) }],
    [movable.kept(id), byKeeping.get(true)],
    [`files: mount targets of ${id}`, efs.mountTargets(id)],
    [`files: access points of ${id}`, ofNoRun],
  ]
}

function volumesOf({ kubernetes }: PlatformInRegion): Named {
  const volumes = kubernetes.store
    .list(persistentVolumes)
    .filter(({ metadata, spec }) => spec?.csi?.driver === EFS_DRIVER && !isOfRun(metadata))
  return volumes.flatMap(({ metadata: { name }, spec }) => {
    const { persistentVolumeReclaimPolicy, claimRef, ...rest } = spec ?? {}
    // A claim that was made anew has another uid, and is the same claim.
    const claim = `${claimRef?.namespace}/${claimRef?.name}`
    return [
      [`files: volume ${name}`, { ...rest, claim }],
      [movable.reclaimPolicy(name), persistentVolumeReclaimPolicy],
    ] as const
  })
}

function claimsOf({ kubernetes, platform }: PlatformInRegion): Named {
  const claims = kubernetes.store
    .list(persistentVolumeClaims, platform.kubernetes.namespace)
    // The platform's own is production, whatever is written on it.
    .filter(({ metadata }) => metadata.name === platform.files.claim || !isOfRun(metadata))
  return claims.flatMap(({ metadata: { name, labels }, spec }) => {
    const { volumeName, ...rest } = spec ?? {}
    return [
      [`files: claim ${name}`, { ...rest, labels }],
      [movable.behind(name), volumeName],
    ] as const
  })
}

interface Marked {
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly annotations?: Readonly<Record<string, string>> | undefined
}

const isOfRun = ({ labels, annotations }: Marked): boolean =>
  labels?.[RUN_LABEL] !== undefined || annotations?.[RUN_ANNOTATION] !== undefined
