// Names of files stay in the listings: only counts and hashes come back.
import { judgeWords } from '../../domain/files/judge.ts'
import { estimateText, listingsOf } from '../../domain/files/program.ts'
import type { RunRef } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { answerOf, ending } from '../gateways/file-job-answer.ts'
import { type FileJobs, fileJobs } from '../gateways/file-jobs.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkFileJob } from './contract.ts'

export const run = implement(
  checkFileJob,
  { jobs: fileJobs },
  async ({ what, ...place }, { jobs, run, environment, watch }) =>
    watching({ environment, watch, ...ending(place, what, run) }, () => look(jobs.in(place), what, run)),
)

async function look(jobs: FileJobs, what: string, run: RunRef) {
  const answer = await answerOf(jobs, what, run)
  if (answer.status === 'pending') return pending(answer.note)
  if (answer.status === 'failed') return failed(answer.error, answer.reason)
  const judged = judgeWords(answer.words)
  if (!judged.goesOn) return failed(judged.error, judged.reason)
  const { directory, counts, bytes, listings, reason } = judged.result
  const work = { files: counts.files ?? 0, bytes }
  return ready({
    ...{ directory, counts, work, estimate: estimateText(work), note: reason, seconds: answer.seconds ?? 0 },
    missing: listings.missing?.sha256 ?? null,
    parts: Object.fromEntries(Object.entries(listings).map(([name, { parts }]) => [name, parts])),
    listings: listingsOf(run.id),
  })
}

export const handler = asLambda(run)
