// Misfortunes of copies: those that the other region never got, for a night, for weeks or ever, and keys of the wrong region.
import type { Platform } from '../../domain/platform.ts'
import { KEY_OF_ANOTHER_REGION } from '../aws/backup/copy-seed.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './fault.ts'
import { beforehand, onlyFor } from './only-for.ts'

const stores = ['database', 'files', 'monitoring'] as const
type Store = (typeof stores)[number]

const isStore = (text: string): text is Store => stores.some(each => each === text)

const storeArgument = {
  argument: `a store: ${stores.join(', ')}`,
  wrong: (text: string) => (isStore(text) ? undefined : `"${text}" is no store: there are ${stores.join(', ')}`),
}

const fault = onlyFor('region-failure', 'which restores no copies')

/** Copies of production's own: newest backup first. The pilot light's own backups lie beside them. */
function copiesOf({ region, home, platform }: World, store: Store) {
  const source = home?.region.name ?? ''
  return region.backup
    .recoveryPoints(platform.recovery[store].vault)
    .filter(({ resourceArn }) => resourceArn.includes(`:${source}:`))
    .toSorted((a, b) => b.createdAt - a.createdAt)
}

/** What was copied of the backups of these nights is not there, and the jobs say why to whoever asks. */
function lose(world: World, store: Store, nights: (all: readonly number[]) => readonly number[]): void {
  const all = copiesOf(world, store)
  const day = 86_400_000
  const nightOf = ({ createdAt }: { readonly createdAt: number }) => Math.floor(createdAt / day)
  const lost = nights([...new Set(all.map(nightOf))])
  for (const each of all.filter(point => lost.includes(nightOf(point)))) {
    world.home?.region.backup.copyHasFailed(each.arn, KEY_OF_ANOTHER_REGION)
    world.region.backup.lose(each.arn)
  }
}

/** With the night that was the last to be copied. */
const losing = (name: string, does: string, nights: (all: readonly number[]) => readonly number[]): Fault =>
  fault(
    name,
    does,
    beforehand((world, store) => {
      if (isStore(store)) lose(world, store, nights)
    }),
    storeArgument,
  )

const keyOfHome = (platform: Platform): Platform => {
  const { recovery, database } = platform
  return { ...platform, recovery: { ...recovery, database: { ...recovery.database, kmsKeyId: database.kmsKeyId } } }
}

export const regionCopyFaults: readonly Fault[] = [
  losing('newest-copy-missing', 'the newest backup of that store was not copied yet when the region went', all =>
    all.slice(0, 1),
  ),
  losing('copies-fail', 'for nearly two weeks every copy job of that store has FAILED, and nobody noticed', all =>
    all.slice(0, -1),
  ),
  losing('never-copied', 'nothing of that store was ever copied', all => all),
  fault(
    'copy-partial',
    'the newest copy of that store is PARTIAL',
    beforehand((world, store) => {
      const newest = isStore(store) ? copiesOf(world, store)[0] : undefined
      if (newest) world.region.backup.alter(newest.arn, { status: 'PARTIAL' })
    }),
    storeArgument,
  ),
  fault(
    'key-of-primary',
    'the platform’s description names a key of the primary region for the database of the recovery region',
    () => undefined,
    { platform: keyOfHome },
  ),
]
