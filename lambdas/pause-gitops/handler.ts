// Left on, it would scale the stores up while their claims are away; its policy stays on it, whoever gives it back.
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { pauseGitops } from './contract.ts'

export const run = implement(pauseGitops, { cluster }, async (input, { cluster }) => {
  const { kubernetes, application, automated } = input
  return { paused: application !== null && (await cluster.of(kubernetes).setAutomated(application, null, automated)) }
})

export const handler = asLambda(run)
