// The policy comes back as it was read, word for word.
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { resumeGitops } from './contract.ts'

export const run = implement(
  resumeGitops,
  { cluster },
  async ({ kubernetes, application, automated }, { cluster }) => ({
    resumed:
      application !== null &&
      automated !== null &&
      (await cluster.of(kubernetes).setAutomated(application, JSON.parse(automated))),
  }),
)

export const handler = asLambda(run)
