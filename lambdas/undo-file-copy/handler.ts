// The copy is stopped first, with its pods: it must not put back what is being taken away.
import { judgeWords } from '../../domain/files/judge.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { answerOf, startOwn } from '../gateways/file-job-answer.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { implement } from '../implement.ts'
import { undoFileCopy } from './contract.ts'

const COPY = 'copy'
const WHAT = 'undo'

export const run = implement(
  undoFileCopy,
  { jobs: fileJobs },
  async ({ copy, directory, items, ...place }, { jobs, run }) => {
    const inCluster = jobs.in(place)
    const undoing = await inCluster.find(WHAT)
    if (!undoing) {
      const copying = await inCluster.find(COPY)
      if (copying?.run === run.id) await inCluster.remove(COPY, copying.uid)
      const pods = await inCluster.podsLeft(COPY)
      if (copying || pods > 0) return pending(`the copy is being stopped: ${pods} pods left`)
      const task = { what: WHAT, live: 'live', restored: 'live', directory, items } as const
      const nothing = { restoredBetween: null, approved: null, work: null }
      await startOwn(inCluster, { mode: 'undo', task: { ...task, ...nothing }, copy }, run)
      return pending('a Job begins to take back what was copied')
    }
    const answer = await answerOf(inCluster, WHAT, run)
    if (answer.status === 'pending') return pending(answer.note)
    if (answer.status === 'failed') return failed(answer.error, answer.reason)
    const judged = judgeWords(answer.words)
    if (!judged.goesOn) return failed(judged.error, judged.reason)
    const { files = 0, directories = 0, symlinks = 0, kept = 0 } = judged.result.counts
    return ready({ removed: files + directories + symlinks, kept })
  },
)

export const handler = asLambda(run)
