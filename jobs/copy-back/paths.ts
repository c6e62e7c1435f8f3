// Paths inside the two trees, as bytes, and how a person reads them.

/** Names at the top that no recovery touches: what restores, failed ones too, and this program put there. */
const ours = /^(aws-backup-restore_|aws-backup-failed-restore_|aws-backup-lost\+found|\.muster-)/

export const RESTORED = 'aws-backup-restore_'
export const FAILED = 'aws-backup-failed-restore_'
export const LOST_AND_FOUND = 'aws-backup-lost+found'

export function isOurs(name: string): boolean {
  return ours.test(name)
}

/** `/` and `a` give `/a`. */
export function below(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

/** A path of the file system's root as a path under a mount or a restore directory. */
export function under(root: string, path: string): string {
  return path === '/' ? root : `${root}${path}`
}

export function isBelow(path: string, directory: string): boolean {
  return directory === '/' || path.startsWith(`${directory}/`)
}

/** For listings: the text, and the bytes beside it where they are no UTF-8. */
export function readable(path: string): { readonly path: string; readonly bytes?: string } {
  const bytes = Buffer.from(path, 'latin1')
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? { path: text } : { path: text, bytes: bytes.toString('base64') }
}

/** The bytes of a text in UTF-8, one character each. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/**
 * Items of a restore as AWS Backup takes them: paths from the root of the file system, case-sensitive, no wildcards.
 * Gives them as bytes, without those inside another. Throws for one that is not a plain path.
 */
export function normalItems(items: readonly string[]): readonly string[] {
  const paths = items.map(item => {
    const names = bytesOf(item)
      .split('/')
      .filter(name => name !== '')
    if (names.some(name => name === '.' || name === '..')) throw new Error(`not a plain path: ${item}`)
    return `/${names.join('/')}`
  })
  const all = [...new Set(paths)].sort()
  return all.filter(path => !all.some(other => other !== path && isBelow(path, other)))
}
