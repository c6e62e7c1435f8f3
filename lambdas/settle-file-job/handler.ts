// How it ended has been said already, or nobody asks any more.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { answerOf, ending } from '../gateways/file-job-answer.ts'
import { fileJobs } from '../gateways/file-jobs.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { settleFileJob } from './contract.ts'

export const run = implement(
  settleFileJob,
  { jobs: fileJobs },
  async ({ what, ...place }, { jobs, run, environment, watch }) =>
    watching({ environment, watch, ...ending(place, what, run) }, async () => {
      const answer = await answerOf(jobs.in(place), what, run)
      return answer.status === 'pending' ? pending(answer.note) : ready({})
    }),
)

export const handler = asLambda(run)
