// Deleted files that are back: they may be, exactly as the recovery point has them, where nothing stood.
import type { Backup } from '../aws/efs/index.ts'
import { fileDeletion } from '../world/disasters/file-deletion.ts'
import { encoded, FileTree, FileView } from '../world/files/index.ts'
import type { World } from '../world/world.ts'
import { filesIn, type Listing } from './files-in.ts'

interface Looked {
  readonly world: World
  readonly found: ReadonlyMap<string, string>
  readonly left: ReadonlyMap<string, string>
}

/** `left` less the files that are rightly back; one that is back in another state, or that nobody had deleted, stays. */
export function withoutRestored({ world, found, left }: Looked): ReadonlyMap<string, string> {
  const rest = new Map(left)
  for (const [name, restorable] of deletedFilesOf(world)) {
    const was = listingOf(found.get(name))
    const others = Object.entries(listingOf(left.get(name))).filter(
      ([file, is]) => was[file] !== undefined || restorable[file] !== is,
    )
    if (others.length > 0) rest.set(name, JSON.stringify(Object.fromEntries(others)))
    else rest.delete(name)
  }
  return rest
}

const listingOf = (text = '{}') => JSON.parse(text) as Listing

/** What the disaster deleted, as the newest recovery point before it has it. */
function deletedFilesOf(world: World): ReadonlyMap<string, Listing> {
  const { paths } = fileDeletion.request(world) as { readonly paths: readonly string[] }
  const tree = new FileView(new FileTree(() => world.clock.now(), newestPoint(world).tree))
  return new Map(paths.flatMap(path => [...filesIn(tree, encoded(path))]))
}

/** @throws when there is none */
function newestPoint({ region, platform }: World): Backup {
  const { fileSystemId, vault } = platform.files
  const { arn } = region.efs.facts(fileSystemId)
  const before = region.backup
    .recoveryPoints(vault)
    .filter(each => each.resourceArn === arn && each.createdAt <= Date.parse(fileDeletion.at))
    .toSorted((a, b) => a.createdAt - b.createdAt)
  const newest = before.at(-1)
  if (!newest) throw new Error(`the vault ${vault} has no recovery point of ${fileSystemId} before ${fileDeletion.at}`)
  return newest.snapshot.content as Backup
}
