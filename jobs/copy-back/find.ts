// "Find out": which paths of the recovery point are gone from the live tree, a deleted directory told once.
import { Deletions } from './deletions.ts'
import type { Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import { pairs, type Trees } from './walk.ts'

export interface Found {
  readonly counts: Readonly<Record<string, number>>
  /** Of the deleted files. */
  readonly bytes: number
  readonly listings: Readonly<Record<'deleted', Listing>>
}

const often = 5000

export async function find(trees: Trees, { evidence, say }: Surroundings): Promise<Found> {
  const deletions = new Deletions(evidence, 'find/deleted')
  let seen = 0
  for await (const pair of pairs(trees)) {
    seen += 1
    if (seen % often === 0) say({ progress: 'find', seen })
    await deletions.see(pair)
  }
  const deleted = await deletions.end()
  return { counts: { seen, ...deletions.counts }, bytes: deletions.bytes, listings: { deleted } }
}
