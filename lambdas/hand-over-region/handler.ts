// The text itself is written in domain/region/hand-over.ts.
import { keys, type Recorded } from '../../domain/control-records.ts'
import { days } from '../../domain/duration.ts'
import { unplaced } from '../../domain/files/unplaced.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { regionHandOver } from '../../domain/region/hand-over.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { handOverRegion } from './contract.ts'

export const run = implement(
  handOverRegion,
  { store: controlStore },
  async ({ unplaced: step, days: count, ...given }, { store, run, clock }) => {
    const key = keys.result(run.id, step)
    const found = (await store.list(keys.journal(run.id))).includes(key) ? await store.read<Recorded>(key) : undefined
    const noted = found?.value.result as { entries?: number } | undefined
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    return {
      report: regionHandOver(given),
      retained: unplaced(given.fileSystem, noted?.entries, until),
      platform: { clusterId: given.restored, fileSystemId: given.fileSystem },
    }
  },
)

export const handler = asLambda(run)
