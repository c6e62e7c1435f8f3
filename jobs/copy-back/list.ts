// What copying back would do, for the person who approves it: every missing path, and the deletions they come from.
import { Deletions } from './deletions.ts'
import { look } from './files.ts'
import { below, LOST_AND_FOUND, under } from './paths.ts'
import { type Plan, plan, type Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import type { Trees } from './walk.ts'

export interface Listed extends Omit<Plan, 'listings' | 'intact'> {
  readonly listings: Plan['listings'] & { readonly deleted: Listing }
}

/**
 * Counts beside those of the plan: `deletions` topmost paths that are gone, `notInBackup` items that the recovery point
 * does not hold, `lostAndFound` entries that AWS Backup could not place.
 */
export async function list(trees: Trees, root: string, tools: Surroundings): Promise<Listed> {
  const deletions = new Deletions(tools.evidence, 'list/deleted')
  const planned = await plan(trees, 'list', {
    ...tools,
    also: async pair => {
      await deletions.see(pair)
      await tools.also?.(pair)
    },
  })
  const deleted = await deletions.end()
  const counts = {
    ...planned.counts,
    deletions: deletions.counts.paths,
    notInBackup: await notInBackup(trees),
    lostAndFound: await lostAndFound(trees, root),
  }
  return { counts, bytes: planned.bytes, listings: { ...planned.listings, deleted } }
}

async function notInBackup({ files, restored, items }: Trees): Promise<number> {
  let count = 0
  for (const item of items ?? []) if (!(await look(files, under(restored, item)))) count += 1
  return count
}

/** What is there may be of an earlier restore as well: it is told, not judged. */
export async function lostAndFound({ files }: Pick<Trees, 'files'>, root: string): Promise<number> {
  const place = below(root, LOST_AND_FOUND)
  const entry = await look(files, place)
  return entry?.kind === 'directory' ? (await files.readdir(place)).length : 0
}
