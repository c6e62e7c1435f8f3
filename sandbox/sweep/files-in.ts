// The files of a tree as a run must leave them, directory by directory: owner, mode, times, and what is in them.
import type { FileView } from '../world/files/index.ts'
import { isReplaceable, isUpload } from '../world/wp-content/file-visitors.ts'

/** What each file of a directory is like, by its name. */
export type Listing = Readonly<Record<string, string>>

const listingName = (directory: string): string => `files in ${directory}`

/** Without what people write while the run goes on, and without the times of directories, which that changes. */
export function filesIn(view: FileView, directory: string): ReadonlyMap<string, Listing> {
  const listing: Record<string, string> = {}
  const found = new Map<string, Listing>()
  for (const name of view.readdir(directory).toSorted()) {
    const path = `${directory}/${name}`
    const { kind, owner, group, mode, size, modifiedAt } = view.lstat(path)
    if (kind === 'directory') for (const each of filesIn(view, path)) found.set(...each)
    else if (!isReplaceable(path) && !isUpload(path)) {
      const content = kind === 'symlink' ? view.readlink(path) : kind === 'file' ? view.sha256(path).slice(0, 16) : ''
      listing[name] = [kind, owner, group, mode.toString(8), size, modifiedAt, content].join(' ')
    }
  }
  if (Object.keys(listing).length > 0) found.set(listingName(directory), listing)
  return found
}
