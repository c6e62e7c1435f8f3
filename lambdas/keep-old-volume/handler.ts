// What is said afterwards is written in domain/monitoring/hand-over.ts.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { volumeHandOver } from '../../domain/monitoring/hand-over.ts'
import { tagValue } from '../../domain/restored-tags.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { keepOldVolume } from './contract.ts'

export const run = implement(
  keepOldVolume,
  { volumes },
  async ({ store, made, why, days: count }, { volumes, run, clock }) => {
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const there = await volumes.find(store.disk.id)
    if (there) await volumes.addTags(there.id, { [KEEP_UNTIL_TAG]: until, [KEEP_REASON_TAG]: tagValue(why) })
    const kept = [...(there ? [there.id] : []), store.volume.name]
    return {
      retained: kept.map(id => ({ id, why, until })),
      report: [volumeHandOver({ store, made, run, until })],
    }
  },
)

export const handler = asLambda(run)
