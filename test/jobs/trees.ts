// Random file trees, and everything about a tree in one value, so that two trees can be compared entry by entry.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { encoded, type FileTree, FileView } from '../../sandbox/world/files/index.ts'

/** Names of bytes: plain ones, odd ones, and some that are no UTF-8 at all. */
export const anyName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'uploads', 'x.jpg', '.htaccess') },
  { weight: 2, arbitrary: fc.constantFrom(' ', '-rf', '*', 'new\nline', '"quoted"', 'back\\slash', '...', '\xff\xfe') },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }).map(encoded).filter(isName) },
)

function isName(name: string): boolean {
  return name !== '.' && name !== '..' && name !== '' && !/[/\0]/.test(name) && name.length <= 255
}

/** One thing that somebody does to a tree. Paths are chosen among those that exist, by number. */
export type Act =
  | { readonly do: 'file'; readonly in: number; readonly name: string; readonly data: string; readonly look: Look }
  | { readonly do: 'directory'; readonly in: number; readonly name: string; readonly look: Look }
  | { readonly do: 'symlink'; readonly in: number; readonly name: string; readonly data: string; readonly look: Look }
  | { readonly do: 'link'; readonly in: number; readonly name: string; readonly to: number }
  | { readonly do: 'rewrite'; readonly of: number; readonly data: string }
  | { readonly do: 'dress'; readonly of: number; readonly look: Look }
  | { readonly do: 'remove'; readonly of: number }
  | { readonly do: 'rename'; readonly of: number; readonly in: number; readonly name: string }

interface Look {
  readonly owner: number
  readonly group: number
  readonly mode: number
}

const look = fc.record({
  owner: fc.constantFrom(0, 33, 1000),
  group: fc.constantFrom(0, 33, 50),
  mode: fc.constantFrom(0o644, 0o600, 0o755, 0o777, 0o4755, 0o2775, 0o1777, 0o000, 0o444),
})
const which = fc.nat({ max: 40 })
const data = fc.oneof(fc.constantFrom('', 'x', 'wp-config'), fc.string({ maxLength: 30 }))

const making = [
  fc.record({ do: fc.constant('file' as const), in: which, name: anyName, data, look }),
  fc.record({ do: fc.constant('directory' as const), in: which, name: anyName, look }),
  fc.record({ do: fc.constant('symlink' as const), in: which, name: anyName, data, look }),
  fc.record({ do: fc.constant('link' as const), in: which, name: anyName, to: which }),
]
const changing = [
  fc.record({ do: fc.constant('rewrite' as const), of: which, data }),
  fc.record({ do: fc.constant('dress' as const), of: which, look }),
  fc.record({ do: fc.constant('remove' as const), of: which }),
  fc.record({ do: fc.constant('rename' as const), of: which, in: which, name: anyName }),
]

export const makingActs = fc.array(fc.oneof(...making), { minLength: 1, maxLength: 30 })
export const changingActs = fc.array(fc.oneof(...making, ...changing, ...changing), { maxLength: 20 })

/** Every path below the root, directories before what is in them. AWS's and Muster's own are left out. */
export function paths(view: FileView, directory = ''): string[] {
  const own = view.readdir(directory || '/').filter(name => directory !== '' || !/^(aws-backup-|\.muster-)/.test(name))
  return own.sort().flatMap(name => {
    const path = `${directory}/${name}`
    return [path, ...(view.lstat(path).kind === 'directory' ? paths(view, path) : [])]
  })
}

/** Acts that the tree refuses (a name that is taken, a file used as a directory) are passed over. */
export function act(tree: FileTree, acts: readonly Act[]): void {
  for (const each of acts) {
    const view = new FileView(tree)
    const all = paths(view)
    const directories = ['', ...all.filter(path => view.lstat(path).kind === 'directory')]
    const chosen = (number: number) => all[number % Math.max(1, all.length)] ?? '/nothing'
    const place = (into: number, name: string) => `${directories[into % directories.length]}/${name}`
    try {
      one(view, each, { chosen, place })
    } catch (error) {
      if (!(Error.isError(error) && 'syscall' in error)) throw error
    }
  }
}

interface Choosing {
  readonly chosen: (number: number) => string
  readonly place: (into: number, name: string) => string
}

function one(view: FileView, each: Act, { chosen, place }: Choosing): void {
  switch (each.do) {
    case 'file':
    case 'directory':
    case 'symlink': {
      const path = place(each.in, each.name)
      if (view.exists(path)) return
      if (each.do === 'file') view.writeFile(path, each.data)
      else if (each.do === 'directory') view.mkdir(path)
      else view.symlink(encoded(each.data || 'nowhere').replaceAll('\0', '0'), path)
      dress(view, path, each.look)
      return
    }
    case 'link':
      view.link(chosen(each.to), place(each.in, each.name))
      return
    case 'rewrite':
      if (view.lstat(chosen(each.of)).kind === 'file') view.writeFile(chosen(each.of), each.data)
      return
    case 'dress':
      dress(view, chosen(each.of), each.look)
      return
    case 'remove':
      view.remove(chosen(each.of))
      return
    case 'rename':
      view.rename(chosen(each.of), place(each.in, each.name))
      return
    default:
      each satisfies never
  }
}

function dress(view: FileView, path: string, { owner, group, mode }: Look): void {
  view.lchown(path, owner, group)
  if (view.lstat(path).kind !== 'symlink') view.chmod(path, mode)
}

export interface Seen {
  readonly kind: string
  readonly owner: string
  readonly mode: number
  readonly modifiedAt: number
  readonly holds: string
  /** First path, in order, of the same file. */
  readonly sameAs: string
}

/** Everything about each path below a directory, by path. */
export function seen(tree: FileTree, at = ''): Map<string, Seen> {
  const view = new FileView(tree)
  const first = new Map<number, string>()
  const all = paths(view, at).map(full => {
    const { kind, inode, owner, group, mode, modifiedAt } = view.lstat(full)
    const path = full.slice(at.length)
    // Two names of one symbolic link come back as two links that lead to the same place.
    if (!first.has(inode) || kind === 'symlink') first.set(inode, path)
    const holds =
      kind === 'file'
        ? createHash('sha256').update(view.readFile(full)).digest('hex')
        : kind === 'symlink'
          ? view.readlink(full)
          : ''
    return [
      path,
      { kind, owner: `${owner}:${group}`, mode, modifiedAt, holds, sameAs: first.get(inode) ?? '' },
    ] as const
  })
  return new Map(all)
}
