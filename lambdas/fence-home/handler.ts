// A region that is dark writes nothing; one that comes back meanwhile does, so it is tried although it may be silent.
import { asLambda } from '../as-lambda.ts'
import { homeWordpress } from '../gateways/home-wordpress.ts'
import { isSilent, timeBoxed } from '../gateways/time-boxed.ts'
import { implement } from '../implement.ts'
import { fenceHome } from './contract.ts'

/** Seconds, for half a dozen calls. */
const PATIENCE = 10

export const run = implement(
  fenceHome,
  { homeWordpress },
  async ({ kubernetes, region, clusterName }, { homeWordpress, environment }) => {
    const there = homeWordpress.in({ region, clusterName }, kubernetes)
    const answer = await timeBoxed(environment, PATIENCE, async () => ({ before: await there.stop() }))
    const name = `${kubernetes.deployment} in ${region}`
    if (isSilent(answer))
      return {
        fenced: false,
        found: `${name} could not be stopped: ${answer.noAnswer}. Scale it to 0 before the region is used again`,
      }
    if (answer.before === undefined) return { fenced: false, found: `${name} does not exist: there is nothing to stop` }
    return { fenced: true, found: `${name} is scaled to 0; it had ${answer.before} replicas` }
  },
)

export const handler = asLambda(run)
