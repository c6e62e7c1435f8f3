// Only the primary region can do it, and it may be silent: then they are named, and a person does it when it is back.
import { days } from '../../domain/duration.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { replicas } from '../gateways/replicas.ts'
import { isSilent, timeBoxed } from '../gateways/time-boxed.ts'
import { implement } from '../implement.ts'
import { replicateSecrets } from './contract.ts'

/** Seconds, for each secret. */
const PATIENCE = 5

export const run = implement(
  replicateSecrets,
  { replicas },
  async ({ secrets, home, days: count }, { replicas, clock, environment }) => {
    const until = toInstant(wholeSecond(clock.now() + days(count) * 1000))
    const replicated: string[] = []
    const retained: { id: string; why: string; until: string }[] = []
    for (const name of secrets) {
      const found = await replicas.find(name)
      if (!found || found.replicaOf !== null) continue
      const answer = await timeBoxed(environment, PATIENCE, () => replicas.replicate(home, name))
      if (!isSilent(answer)) replicated.push(name)
      else
        retained.push({
          id: name,
          why: `no replica any more; ${home} said: ${answer.noAnswer}. Replicate it again`,
          until,
        })
    }
    return { replicated, retained }
  },
)

export const handler = asLambda(run)
