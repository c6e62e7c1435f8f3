// Found by the run's tag, since a step that failed half way may not have told its name.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { tagValue } from '../../domain/restored-tags.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { retainRestored } from './contract.ts'

export const run = implement(retainRestored, { rds }, async ({ source, why, days: count }, { rds, clock }) => {
  const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
  const clusters = await rds.clustersOfRun(source)
  for (const { arn } of clusters) await rds.addTags(arn, { [KEEP_UNTIL_TAG]: until, [KEEP_REASON_TAG]: tagValue(why) })
  return { retained: clusters.map(({ id }) => ({ id, why, until })) }
})

export const handler = asLambda(run)
