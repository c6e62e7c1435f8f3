// Production's files as a run must leave them when it does not recover: what nobody else touches, and their settings.
import { EFS_DRIVER } from '../../domain/files/volume-handle.ts'
import { persistentVolumeClaims, persistentVolumes } from '../kubernetes/kinds.ts'
import { type FileView, sha256 } from '../world/files/index.ts'
import type { World } from '../world/world.ts'
import { isReplaceable, isUpload } from '../world/wp-content/file-visitors.ts'

/** By name of the thing, its settings or contents; the files of each directory are one thing. */
export function productionFilesOf({ region, kubernetes, platform }: World): ReadonlyMap<string, unknown> {
  const { fileSystemId, path } = platform.files
  const found = new Map<string, unknown>([
    [`file system ${fileSystemId}`, region.efs.facts(fileSystemId)],
    [`mount targets of ${fileSystemId}`, region.efs.mountTargets(fileSystemId)],
    [`access points of ${fileSystemId}`, region.efs.accessPoints(fileSystemId)],
  ])
  const volumes = kubernetes.store.list(persistentVolumes).filter(({ spec }) => spec?.csi?.driver === EFS_DRIVER)
  const claims = kubernetes.store.list(persistentVolumeClaims, platform.kubernetes.namespace)
  for (const { metadata, spec } of volumes) found.set(`volume ${metadata.name}`, { ...spec, claimRef: named(spec) })
  for (const { metadata, spec } of claims) found.set(`claim ${metadata.name}`, spec)
  addFiles(found, region.efs.root(fileSystemId), path)
  return found
}

/** A claim that was made anew has another uid, and is the same claim. */
const named = (spec: { claimRef?: { namespace?: string; name?: string } } | undefined) =>
  `${spec?.claimRef?.namespace}/${spec?.claimRef?.name}`

/** Without what people write while the run goes on, and without the times of directories, which that changes. */
function addFiles(found: Map<string, unknown>, view: FileView, directory: string): void {
  const lines: string[] = []
  for (const name of view.readdir(directory).toSorted()) {
    const path = `${directory}/${name}`
    const { kind, owner, group, mode, size, modifiedAt } = view.lstat(path)
    if (kind === 'directory') addFiles(found, view, path)
    else if (!isReplaceable(path) && !isUpload(path)) {
      const content = kind === 'symlink' ? view.readlink(path) : kind === 'file' ? contentOf(view, path) : ''
      lines.push([name, kind, owner, group, mode.toString(8), size, modifiedAt, content].join(' '))
    }
  }
  if (lines.length > 0) found.set(`files in ${directory}`, lines)
}

function contentOf(view: FileView, path: string): string {
  const bytes = view.readFile(path)
  return sha256({ size: bytes.length, pieces: bytes.length === 0 ? [] : [bytes] }).slice(0, 16)
}
