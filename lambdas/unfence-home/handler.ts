// A silent region is a leftover only if it was not silent before: the journal tells whether it was stopped.
import { keys, type Recorded } from '../../domain/control-records.ts'
import { Unavailable } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { allOf } from '../gateways/all-of.ts'
import { controlStore } from '../gateways/control-store.ts'
import { homeWordpress } from '../gateways/home-wordpress.ts'
import { isSilent, timeBoxed } from '../gateways/time-boxed.ts'
import { implement } from '../implement.ts'
import { unfenceHome } from './contract.ts'

/** Seconds, for half a dozen calls. */
const PATIENCE = 10

export const run = implement(
  unfenceHome,
  { homeWordpress, store: controlStore },
  async ({ kubernetes, region, clusterName, step }, { homeWordpress, store, run, environment }) => {
    const [intent, result] = await allOf(
      store.read<Recorded>(keys.intent(run.id, step)),
      store.read<Recorded>(keys.result(run.id, step)),
    )
    const told = result?.value.result as { fenced?: boolean } | undefined
    // What a step is about to do it writes down first: without that it did nothing.
    const wasStopped = intent !== undefined && told?.fenced !== false
    const there = homeWordpress.in({ region, clusterName }, kubernetes)
    const answer = await timeBoxed(environment, PATIENCE, async () => ({ replicas: await there.start() }))
    const name = `${kubernetes.deployment} in ${region}`
    if (isSilent(answer) && !wasStopped)
      return { started: false, found: `${name} was not stopped, and ${region} is silent` }
    if (isSilent(answer))
      throw new Unavailable(`${name} may have been stopped and cannot be started: ${answer.noAnswer}`)
    if (answer.replicas === undefined) return { started: false, found: `${name} carries no mark of this run` }
    return { started: true, found: `${name} is wanted with ${answer.replicas} replicas again` }
  },
)

export const handler = asLambda(run)
