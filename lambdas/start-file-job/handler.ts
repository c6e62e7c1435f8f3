// The Job's name is derived from the run, so a second attempt meets the first one's.
import { jobSeconds } from '../../domain/files/program.ts'
import { asLambda } from '../as-lambda.ts'
import { startOwn } from '../gateways/file-job-answer.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { implement } from '../implement.ts'
import { startFileJob } from './contract.ts'

export const run = implement(
  startFileJob,
  { jobs: fileJobs },
  async ({ mode, task, copy, ...place }, { jobs, run }) => {
    await startOwn(jobs.in(place), { mode, task, copy }, run)
    return { what: task.what, expected: jobSeconds(mode, task.work) }
  },
)

export const handler = asLambda(run)
