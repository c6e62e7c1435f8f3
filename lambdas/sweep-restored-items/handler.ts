// The directory has no name that a run could know: it is the one of its own job's times, a failed job's too.
import { judgeWords } from '../../domain/files/judge.ts'
import type { JobTask } from '../../domain/files/program.ts'
import { restoreToken } from '../../domain/files/restores.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { answerOf, startOwn } from '../gateways/file-job-answer.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { fileRestores, isUnderWay } from '../gateways/file-restores.ts'
import { implement } from '../implement.ts'
import { sweepRestoredItems } from './contract.ts'

const WHAT = 'sweep'

export const run = implement(
  sweepRestoredItems,
  { jobs: fileJobs, restores: fileRestores },
  async ({ copy, ...place }, { jobs, restores, run, clock }) => {
    const [restore] = await restores.jobsWith(restoreToken(run), run.startedAt)
    if (!restore) return ready({ removed: 0 })
    if (isUnderWay(restore))
      return pending(`the restore job ${restore.id} is ${restore.status}: it cannot be cancelled`)
    const inCluster = jobs.in(place)
    const between = { from: restore.createdAt, to: restore.endedAt ?? toInstant(clock.now()) }
    if (!(await inCluster.find(WHAT))) {
      await startOwn(inCluster, { mode: 'discard', task: { ...task, restoredBetween: between }, copy }, run)
      return pending('a Job begins to remove the restore directory')
    }
    const answer = await answerOf(inCluster, WHAT, run)
    if (answer.status === 'pending') return pending(answer.note)
    if (answer.status === 'failed') return failed(answer.error, answer.reason)
    const judged = judgeWords(answer.words)
    return judged.goesOn ? ready({ removed: judged.result.counts.removed ?? 0 }) : failed(judged.error, judged.reason)
  },
)

const task: JobTask = {
  ...{ what: WHAT, live: 'live', restored: 'live', directory: null, restoredBetween: null },
  ...{ items: null, approved: null, work: null },
}

export const handler = asLambda(run)
