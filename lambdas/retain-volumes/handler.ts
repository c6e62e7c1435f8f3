// Found by the run's tags, since a step that failed half way may not have told its id. What EC2 could not make is not kept.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { tagValue } from '../../domain/restored-tags.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { retainVolumes } from './contract.ts'

export const run = implement(retainVolumes, { volumes }, async ({ store, why, days: count }, { volumes, clock }) => {
  const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
  const kept = (await volumes.ofRun(store)).filter(({ state }) => state === 'available' || state === 'in-use')
  for (const { id } of kept) await volumes.addTags(id, { [KEEP_UNTIL_TAG]: until, [KEEP_REASON_TAG]: tagValue(why) })
  return { retained: kept.map(({ id }) => ({ id, why, until })) }
})

export const handler = asLambda(run)
