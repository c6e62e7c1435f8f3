// At 06:58:30 a plugin that tidies the media library deletes the uploads of a year, and a folder with odd names.
import { decoded } from '../files/index.ts'
import type { World } from '../world.ts'
import { ODD_FOLDER } from '../wp-content/entries.ts'
import type { Disaster } from './disaster.ts'

const at = '2030-03-04T06:58:30Z'
const deleted: readonly string[] = ['/uploads/2029', ODD_FOLDER]
/** While nobody has noticed yet, somebody uploads the one picture that they miss, in another version. */
const missed = '/uploads/2029/07/harbour-20290701.jpg'
const missedAfter = 180

export const fileDeletion: Disaster = {
  scenario: 'file-deletion',
  at,
  noticedAfter: 450,
  tells: 'a plugin deletes the uploads of a year and a folder of photos, for good',
  // Of an older point only the newest lacks, which holds the same tree: half an hour of people is enough.
  historyFrom: () => '2030-03-04T06:28:30Z',
  witness: ({ fileVisitors }) => fileVisitors,
  strike: ({ region, platform, clock, fileVisitors }) => {
    const { fileSystemId, path } = platform.files
    const root = region.efs.root(fileSystemId)
    for (const each of deleted) root.remove(`${path}${each}`)
    clock.after(missedAfter * 1000, () => fileVisitors.put(missed, 'the picture as somebody still had it'))
  },
  request: ({ platform }: World, struckAt = at) => ({
    deletedAt: struckAt,
    paths: deleted.map(each => decoded(`${platform.files.path}${each}`)),
  }),
}
