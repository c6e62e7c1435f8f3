// Says how the run ended, what remains and where the report lies.
import { reportKeys } from '../../domain/control-records.ts'
import { asLambda } from '../as-lambda.ts'
import { topic } from '../gateways/topic.ts'
import { implement } from '../implement.ts'
import { notify } from './contract.ts'

export const run = implement(
  notify,
  { topic },
  async ({ topic: name, outcome, cause, leftovers }, { topic, run, environment }) => {
    const report = `s3://${environment.settings.EVIDENCE_BUCKET}/${reportKeys(run.id).markdown}`
    await topic.publish(name, {
      subject: `${outcome}: ${run.scenario} (${run.mode})`,
      message: {
        kind: 'ended',
        run: run.id,
        scenario: run.scenario,
        mode: run.mode,
        ending: outcome,
        cause,
        leftovers,
        report,
      },
    })
    return { told: true }
  },
)

export const handler = asLambda(run)
