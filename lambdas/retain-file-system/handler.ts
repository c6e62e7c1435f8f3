// Its mount targets stay too: the way back must be open until somebody has signed off.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { tagValue } from '../../domain/restored-tags.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { retainFileSystem } from './contract.ts'

export const run = implement(
  retainFileSystem,
  { fileSystems },
  async ({ fileSystem, volume, why, days: count }, { fileSystems, clock }) => {
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    await fileSystems.tag(fileSystem, { [KEEP_UNTIL_TAG]: until, [KEEP_REASON_TAG]: tagValue(why) })
    return { retained: [fileSystem, volume].map(id => ({ id, why, until })) }
  },
)

export const handler = asLambda(run)
