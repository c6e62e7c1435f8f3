// What AWS Backup does with a file system: takes its tree, and puts one back into a directory of its own, never at the root.
import { FileTree, FileView, graft, type Snapshot as Tree } from '../../world/files/index.ts'
import type { FileSystem, State } from './state.ts'

export interface Backup {
  readonly tree: Tree
  /** As GetRecoveryPointRestoreMetadata tells it: the source's settings. Null values are AWS's, left out. */
  readonly restoreMetadata: Readonly<Record<string, string>>
  /** Bytes and entries of the backup. */
  readonly sizeBytes: number
  readonly count: number
}

/** As of now; the tree costs nothing to keep. A backup of a file system that is being written may mix moments: not here. */
export function snapshotOf({ tree, id, encrypted, keyArn, performanceMode, creationToken }: FileSystem): Backup {
  const taken = tree.snapshot()
  return {
    tree: taken,
    restoreMetadata: {
      'file-system-id': id,
      CreationToken: creationToken,
      Encrypted: String(encrypted),
      ...(keyArn !== undefined && { KmsKeyId: keyArn }),
      PerformanceMode: performanceMode,
    },
    sizeBytes: taken.bytes,
    count: taken.count,
  }
}

export interface RestoreRequest {
  readonly backup: Backup
  /** Target: the source, or a file system made for it, which must be available. */
  readonly fileSystemId: string
  /** Milliseconds since the epoch, told in the name of the directory. */
  readonly startedAt: number
  /** `ItemsToRestore`: paths from the root, as bytes, without wildcards; everything when absent. */
  readonly items?: readonly string[]
  /** A failed job leaves a directory of another name, with less in it. */
  readonly failed?: boolean
  /** So many entries, which AWS Backup could not place, end in `aws-backup-lost+found`. */
  readonly lost?: number
  /** The backup was a PARTIAL one: every third file is not in it. */
  readonly incomplete?: boolean
}

export interface Restored {
  /** Name at the root of the file system. No API tells it (aws-behaviour 1.2.7). */
  readonly directory: string
  readonly count: number
  readonly bytes: number
}

/** Invariant 2 of aws-behaviour 6.2: below a directory at the root, for new and existing targets; each job adds one. */
export function restoreInto(state: State, request: RestoreRequest): Restored {
  const target = state.fileSystems.find(each => each.id === request.fileSystemId)
  if (target?.state !== 'available') throw new Error(`file system ${request.fileSystemId} cannot take a restore`)
  const view = new FileView(target.tree)
  const directory = freeName(view, request)
  view.mkdir(`/${directory}`, 0o755)
  const { restoreKeepsHardLinks: hardLinks = true } = state.options
  const only = request.failed ? (request.items ?? topNames(target, request.backup)).slice(0, 1) : request.items
  const { count, bytes } = graft(target.tree, request.backup.tree, {
    ...{ into: `/${directory}`, hardLinks },
    ...(only && { only }),
  })
  loseSome(view, directory, request.lost ?? 0)
  if (request.incomplete) leaveOut(view, directory)
  state.surroundings.lifecycle.changed()
  return { directory, count, bytes }
}

export interface Amount {
  readonly count: number
  readonly bytes: number
}

/** What a restore of these items has to bring: everything when absent. */
export function amountOf({ tree, count, sizeBytes }: Backup, items: readonly string[] | undefined): Amount {
  if (!items) return { count, bytes: sizeBytes }
  const view = new FileView(new FileTree(() => 0, tree))
  const found = items.filter(item => view.exists(item))
  const all = found.flatMap(item => (view.lstat(item).kind === 'directory' ? [item, ...below(view, item)] : [item]))
  return { count: all.length, bytes: all.reduce((sum, path) => sum + view.lstat(path).size, 0) }
}

/** Restores run at 1,500 files or 200 MB a second, whichever is slower (aws-behaviour 1.2.7); the job takes more. */
export const transferSeconds = ({ count, bytes }: Amount): number => Math.max(count / 1500, bytes / 200e6)

function freeName(view: FileView, { startedAt, failed }: RestoreRequest): string {
  const prefix = failed ? 'aws-backup-failed-restore_' : 'aws-backup-restore_'
  for (let time = startedAt; ; time++) {
    const name = `${prefix}${new Date(time).toISOString().replace(/[:.]/g, '-')}`
    if (!view.exists(`/${name}`)) return name
  }
}

function topNames({ tree }: FileSystem, { tree: backup }: Backup): readonly string[] {
  const old = tree.at(backup)
  return new FileView(old).readdir('/').map(name => `/${name}`)
}

function loseSome(view: FileView, directory: string, count: number): void {
  const lostAndFound = '/aws-backup-lost+found'
  if (count > 0 && !view.exists(lostAndFound)) view.mkdir(lostAndFound, 0o700)
  const files = below(view, `/${directory}`).filter(path => view.lstat(path).kind === 'file')
  for (const path of files.slice(0, count)) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const target = `${lostAndFound}/${name}`
    if (view.exists(target)) view.unlink(target)
    view.rename(path, target)
  }
}

function leaveOut(view: FileView, directory: string): void {
  const files = below(view, `/${directory}`).filter(path => view.lstat(path).kind === 'file')
  for (const [index, path] of files.entries()) if (index % 3 === 2) view.unlink(path)
}

/** Everything that is no directory. */
function below(view: FileView, path: string): string[] {
  return view.readdir(path).flatMap(name => {
    const each = `${path}/${name}`
    return view.lstat(each).kind === 'directory' ? below(view, each) : [each]
  })
}
