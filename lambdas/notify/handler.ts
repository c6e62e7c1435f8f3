// Says how the run ended, what remains and where the report lies.
import { reportKeys } from '../../domain/control-records.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { events } from '../gateways/events.ts'
import { topic } from '../gateways/topic.ts'
import { implement } from '../implement.ts'
import { notify } from './contract.ts'

export const run = implement(
  notify,
  { topic, events },
  async ({ topic: name, outcome, cause, leftovers }, { topic, events, run, environment, clock }) => {
    const report = `s3://${environment.settings.EVIDENCE_BUCKET}/${reportKeys(run.id).markdown}`
    const published = topic.publish(name, {
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
    const emitted = events.emit('Run Ended', {
      ...{ ending: outcome, cause, report, endedAt: toInstant(clock.now()) },
      leftovers: leftovers.map(({ step = '', undo = '', error = '', cause: why = '' }) => ({
        step,
        undo,
        error,
        cause: why,
      })),
    })
    await Promise.all([published, emitted])
    return { told: true }
  },
)

export const handler = asLambda(run)
