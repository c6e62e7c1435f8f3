// Found by the run's tag, since an adopted one has another token.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { belongsTo, tagValue } from '../../domain/restored-tags.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { retainRestoredFiles } from './contract.ts'

export const run = implement(
  retainRestoredFiles,
  { fileSystems },
  async ({ why, days: count }, { fileSystems, run, clock }) => {
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const ours = (await fileSystems.everyFileSystem()).filter(({ tags }) => belongsTo(tags, run))
    for (const { id } of ours) await fileSystems.tag(id, { [KEEP_UNTIL_TAG]: until, [KEEP_REASON_TAG]: tagValue(why) })
    return { retained: ours.map(({ id }) => ({ id, why, until })) }
  },
)

export const handler = asLambda(run)
