// The tags come first: a cluster that is busy can be tagged, and must not be taken for a leftover.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { tagValue } from '../../domain/restored-tags.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { retainCluster } from './contract.ts'

export const run = implement(
  retainCluster,
  { rds },
  async ({ cluster: id, why, days: count, protect }, { rds, clock }) => {
    const found = await rds.findCluster(id)
    if (!found) return { retained: [] }
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    await rds.addTags(found.arn, { [KEEP_UNTIL_TAG]: until, [KEEP_REASON_TAG]: tagValue(why) })
    if (found.deletionProtection !== protect) await rds.modifyCluster(id, { deletionProtection: protect })
    return { retained: [{ id, why, until }] }
  },
)

export const handler = asLambda(run)
