// Paths on a file system as people name them: from its root, and how many of them AWS Backup restores by name.

/** Names at the root that AWS Backup and the copy put there; nobody asks for them back. */
const OURS = /^(aws-backup-restore_|aws-backup-failed-restore_|aws-backup-lost\+found|\.muster-)/
/** Bytes. A path on EFS has at most 255 in a name; this is what Linux allows to a whole path. */
const LONGEST = 4096
/** Bytes of all paths together: they travel through the run's state and the argument of the Job. */
const LONGEST_LIST = 20_000

/** Why this is not a path that can be restored; null when it is one. */
export function pathFault(path: string): string | null {
  if (!path.startsWith('/')) return `${path} is not absolute: name it from the root of the file system`
  const names = path.split('/').filter(name => name !== '')
  if (names.length === 0) return 'the root itself is no item: leave paths out, or say mode: whole'
  if (names.some(name => name === '.' || name === '..')) return `${path} is not a plain path`
  if (path.includes('\0')) return 'a path holds no zero byte'
  if (Buffer.byteLength(path) > LONGEST) return `${path.slice(0, 60)}… has more than ${LONGEST} bytes`
  return OURS.test(names[0] ?? '') ? `${path} lies in what AWS Backup or this program put there` : null
}

export function pathsFaults(paths: readonly string[]): readonly string[] {
  const bytes = paths.reduce((sum, path) => sum + Buffer.byteLength(path), 0)
  if (bytes <= LONGEST_LIST) return []
  return [`paths: ${bytes} bytes together, at most ${LONGEST_LIST}; name directories, or leave paths out to find out`]
}

/** The console's limit; the API tells none but that of the metadata, 200 KB (aws-behaviour 1.2.7, Q6). */
const MOST_ITEMS = 10

export interface ItemsPlan {
  /** Restored by name; null: everything is restored, and only what is asked for is copied back. */
  readonly items: readonly string[] | null
  readonly reason: string
}

/** Without those that lie in another, and each once: as AWS Backup wants items, from the root and case-sensitive. */
export function itemsPlan(paths: readonly string[] | null): ItemsPlan {
  if (paths === null) return { items: null, reason: 'which paths were deleted is found out by comparing all of them' }
  const items = outermost(paths)
  if (items.length > MOST_ITEMS)
    return { items: null, reason: `${items.length} paths; AWS Backup takes ${MOST_ITEMS} by name` }
  return { items, reason: `${items.length} by name` }
}

export function outermost(paths: readonly string[]): readonly string[] {
  const plain = [...new Set(paths.map(path => `/${path.split('/').filter(Boolean).join('/')}`))].sort()
  return plain.filter(path => !plain.some(other => other !== path && path.startsWith(`${other}/`)))
}
