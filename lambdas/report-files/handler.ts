// The text itself is written in domain/files/report.ts.
import { days } from '../../domain/duration.ts'
import { filesReport } from '../../domain/files/report.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { reportFiles } from './contract.ts'

export const run = implement(reportFiles, {}, async ({ fileSystem, days: count, ...given }, { clock }) => {
  const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
  const { lostAndFound = 0 } = given.listed
  const why = `${lostAndFound} entries that AWS Backup could not place: somebody must look whether they are missed`
  // It may hold what is of no other place; only a person may remove it.
  const lost = { id: `${fileSystem}/aws-backup-lost+found`, why, until }
  return { report: filesReport(given), retained: lostAndFound > 0 ? [lost] : [] }
})

export const handler = asLambda(run)
