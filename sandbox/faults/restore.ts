// Misfortunes of the restore itself: clusters that fail, hang or dawdle, instances that fail or flap, no capacity.
import type { Override } from '../lifecycle.ts'
import type { Fault } from './fault.ts'

const MINUTE = 60

/** A copy is armed: `times` is counted down, and one rehearsal may run twice. */
const transition = (name: string, does: string, override: Override): Fault => ({
  name,
  does,
  arm: ({ world }) => world.lifecycle.override({ ...override }),
})

/** The writer is the first instance that a run creates. */
const WRITER = { transition: 'rds.instance.creating', times: 1 } as const

const ZONE = /^[a-f]$/

const noCapacity: Fault = {
  name: 'no-capacity',
  does: 'AWS has no capacity for the class of the instances (InsufficientDBInstanceCapacity)',
  argument: 'everywhere, or the letter of one zone, such as a',
  wrong: text =>
    text === 'everywhere' || ZONE.test(text)
      ? undefined
      : `"${text}" is neither "everywhere" nor a zone's letter, a to f`,
  arm: ({ world }, where) => {
    const { rds, name } = world.region
    if (where === 'everywhere') rds.exhaust(INSTANCE_CLASS)
    else rds.exhaust(INSTANCE_CLASS, `${name}${where}`)
  },
}

/** Of the example platform's instances. */
const INSTANCE_CLASS = 'db.serverless'

export const restoreFaults: readonly Fault[] = [
  transition('restore-fails', 'the restored cluster ends in incompatible-restore', {
    transition: 'rds.cluster.creating',
    outcome: 'incompatible-restore',
  }),
  transition('restore-stuck', 'the restored cluster stays in creating for ever', {
    transition: 'rds.cluster.creating',
    outcome: 'stuck',
  }),
  transition('slow-restore', 'the restored cluster takes 35 min', {
    transition: 'rds.cluster.creating',
    seconds: 35 * MINUTE,
  }),
  transition('writer-flaps', 'the writer is available, and 20 s later for a minute it is not', {
    ...WRITER,
    outcome: 'flap',
  }),
  transition('writer-fails', 'the writer ends in failed', { ...WRITER, outcome: 'failed' }),
  noCapacity,
]
