// Left on, it would scale the stores up while their claims are away.
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { pauseGitops } from './contract.ts'

export const run = implement(pauseGitops, { cluster }, async ({ kubernetes, application }, { cluster }) => ({
  paused: application !== null && (await cluster.of(kubernetes).setAutomated(application, null)),
}))

export const handler = asLambda(run)
