// Taking down what was built would be another change by a run that has just failed; the next plan offers it to people.
import { days } from '../../domain/duration.ts'
import { Missing } from '../../domain/errors.ts'
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
    await there.stop(runId).catch(error => {
      throw error instanceof Missing ? new Missing(blocking(runId, workspace, error)) : error
    })
    const seen = await there.read(runId)
    const built =
      seen.status === 'ready' ? seen.outcome === 'applied' : seen.status === 'failed' && /apply/.test(seen.reason)
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const why = `what run ${runId} has built in the recovery region; the next run without its variables takes it down again`
    return { stopped: true, retained: built ? [{ id: `workspace ${workspace}`, why, until }] : [] }
  },
)

/** One plan at a time: what waits for somebody keeps every later run of the workspace waiting. */
const blocking = (runId: string, workspace: string, { message }: Missing): string =>
  `run ${runId} could not be discarded, and keeps every later run of the workspace ${workspace} waiting: discard it by hand (${message})`

export const handler = asLambda(run)
