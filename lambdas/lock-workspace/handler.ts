// Only once the run's own Terraform run is over: a lock keeps that waiting too.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { lockOf, terraform } from '../gateways/terraform.ts'
import { implement } from '../implement.ts'
import { lockWorkspace } from './contract.ts'

export const run = implement(
  lockWorkspace,
  { terraform },
  async ({ infrastructure, days: count }, { terraform, run, clock }) => {
    const there = terraform.of(infrastructure)
    const answer = await there.lock(`Recovery of a lost region, run ${run.id}`)
    if (!answer.locked) return { locked: false, by: `${answer.by}: ${answer.reason}`, retained: [] }
    const { id } = await there.look()
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const why = 'no other run may change what serves now, until somebody has decided'
    return { locked: true, by: '', retained: [{ id: lockOf(id), why, until }] }
  },
)

export const handler = asLambda(run)
