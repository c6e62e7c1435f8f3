// The tree of wp-content before the rehearsal: made once for each process, as every world begins with the same.
import {
  type Content,
  describedContent,
  FileTree,
  FileView,
  inventedContent,
  type Snapshot,
  sha256,
} from '../files/index.ts'
import {
  emptyFolders,
  type FileEntry,
  fileEntries,
  folderModes,
  hardLinks,
  isBig,
  isShown,
  symbolicLinks,
  WEB,
} from './entries.ts'

export interface Attachment {
  /** From wp-content, as bytes. */
  readonly path: string
  readonly modifiedAt: number
  /** sha256 of what is in it. */
  readonly hash: string
}

export interface WpContent {
  readonly tree: Snapshot
  /** What pages show. */
  readonly attachments: readonly Attachment[]
}

const madeAt = Date.parse('2030-03-03T20:00:00Z')
const made = new Map<string, WpContent>()

/** `path`: where wp-content lies, from the root of the file system. */
export function wpContentAt(path: string): WpContent {
  const known = made.get(path)
  if (known) return known
  const fresh = build(path)
  made.set(path, fresh)
  return fresh
}

function build(top: string): WpContent {
  const tree = new FileTree(() => madeAt)
  const view = new FileView(tree)
  for (const folder of ['', ...emptyFolders]) view.mkdirs(`${top}${folder}`)
  const attachments = fileEntries.flatMap(entry => {
    const content = (isBig(entry) ? describedContent : inventedContent)(entry.path, Math.round(entry.size))
    write(view, top, { ...entry, content })
    return isShown(entry) ? [{ path: entry.path, modifiedAt: entry.modifiedAt, hash: sha256(content) }] : []
  })
  for (const [path, target] of symbolicLinks) view.symlink(target, `${top}${path}`)
  for (const [existing, path] of hardLinks) view.link(`${top}${existing}`, `${top}${path}`)
  settle(view, top)
  for (const [path, mode] of folderModes) view.chmod(`${top}${path}`, mode)
  return { tree: tree.snapshot(), attachments }
}

function write(view: FileView, top: string, entry: FileEntry & { readonly content: Content }): void {
  const path = `${top}${entry.path}`
  view.mkdirs(path.slice(0, path.lastIndexOf('/')))
  view.writeContent(path, entry.content)
  const owner = entry.owner ?? WEB
  view.lchown(path, owner, owner)
  view.chmod(path, entry.mode ?? 0o644)
  view.lutimes(path, entry.modifiedAt)
}

/** Everything that is not an administrator's belongs to WordPress; folders are as old as what is newest in them. */
function settle(view: FileView, path: string): number {
  const found = view.lstat(path)
  if (found.kind !== 'directory') {
    if (found.kind === 'symlink') {
      view.lchown(path, WEB, WEB)
      view.lutimes(path, Date.parse('2029-12-30T10:00:00Z'))
    }
    return view.lstat(path).modifiedAt
  }
  const times = view.readdir(path).map(name => settle(view, `${path}/${name}`))
  const newest = Math.max(Date.parse('2027-01-01T00:00:00Z'), ...times)
  view.lchown(path, WEB, WEB)
  view.lutimes(path, newest)
  return newest
}
