// Taking down what was built would be another change by a run that has just failed; the next plan offers it to people.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { mustBeTerraform, terraform } from '../gateways/terraform.ts'
import { implement } from '../implement.ts'
import { stopTerraform } from './contract.ts'

export const run = implement(
  stopTerraform,
  { terraform },
  async ({ infrastructure, step, days: count }, { terraform, clock }) => {
    const { workspace } = mustBeTerraform(infrastructure)
    const there = terraform.of(infrastructure, step)
    const runId = await there.startedBefore()
    if (runId === undefined) return { stopped: false, retained: [] }
    await there.stop(runId)
    const seen = await there.read(runId)
    const built =
      seen.status === 'ready' ? seen.outcome === 'applied' : seen.status === 'failed' && /apply/.test(seen.reason)
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const why = `what run ${runId} has built in the recovery region; the next run without its variables takes it down again`
    return { stopped: true, retained: built ? [{ id: `workspace ${workspace}`, why, until }] : [] }
  },
)

export const handler = asLambda(run)
