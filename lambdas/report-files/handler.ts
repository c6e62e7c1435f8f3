// The text itself is written in domain/files/report.ts.
import { days } from '../../domain/duration.ts'
import { filesReport } from '../../domain/files/report.ts'
import { unplaced } from '../../domain/files/unplaced.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { reportFiles } from './contract.ts'

export const run = implement(reportFiles, {}, async ({ fileSystem, days: count, ...given }, { clock }) => {
  const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
  return { report: filesReport(given), retained: unplaced(fileSystem, given.listed.lostAndFound, until) }
})

export const handler = asLambda(run)
