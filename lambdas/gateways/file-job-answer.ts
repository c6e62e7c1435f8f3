// How a Job of the run stands: still at work, ended with words, or failed without any.
import { type ErrorKind, JobFailed, Missing, NameTaken } from '../../domain/errors.ts'
import type { RunRef } from '../../domain/run.ts'
import { type FileJob, type FileJobs, type JobPlace, jobName } from './file-jobs.ts'
import { resources } from './kubernetes.ts'

type JobAnswer =
  | { readonly status: 'pending'; readonly note: string }
  | { readonly status: 'ended'; readonly words: string; readonly seconds: number | null }
  | { readonly status: 'failed'; readonly error: ErrorKind; readonly reason: string }

/** @throws NameTaken for a Job of that name which is another run's */
export async function startOwn(
  jobs: FileJobs,
  asked: Parameters<FileJobs['start']>[0],
  run: Pick<RunRef, 'id'>,
): Promise<FileJob> {
  const job = (await jobs.find(asked.task.what)) ?? (await jobs.start(asked))
  if (job.run === run.id) return job
  throw new NameTaken(
    `the Job ${job.name} exists and belongs to ${job.run ?? 'nobody known'}, not to this run; remove it`,
  )
}

/** What to watch for the end of a Job. */
export const ending = ({ clusterName, namespace }: JobPlace, what: string, run: RunRef) => ({
  clusterName,
  watched: [{ resource: resources.job, namespace, name: jobName(run, what) }],
})

/** A Job is finished by its conditions, not by its counts (aws-behaviour 3.4). */
export async function answerOf(jobs: FileJobs, what: string, run: Pick<RunRef, 'id'>): Promise<JobAnswer> {
  const job = await jobs.find(what)
  if (!job || job.run !== run.id)
    return { status: 'failed', error: Missing, reason: `this run has no Job "${what}" any more: somebody removed it` }
  const { said, wait } = await jobs.words(what)
  const last = said.at(-1) ?? ''
  if (job.state === 'complete') return { status: 'ended', words: last, seconds: job.seconds }
  if (job.state === 'failed') {
    const why = [job.reason, wait, last.slice(0, 500)].filter(Boolean).join('; ')
    return { status: 'failed', error: JobFailed, reason: `the Job ${job.name} failed: ${why}` }
  }
  return { status: 'pending', note: `the Job ${job.name} is at work${wait === '' ? '' : ` (${wait})`}` }
}
