// What reads a block first waits for it (aws-behaviour 1.5): a Prometheus that starts too early scrapes nothing meanwhile.
import { RestoreFailed } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { checkInitialized } from './contract.ts'

/** Milliseconds since its creation, after which history matters more than a quick start: what is promised is an hour. */
const PATIENCE = 25 * 60_000

export const run = implement(checkInitialized, { volumes }, async ({ made }, { volumes, clock }) => {
  const found = await volumes.initialization(made.id)
  if (!found) return failed(RestoreFailed, `the volume ${made.id} is gone`)
  if (found.whole) return ready({ whole: true, note: 'every block is there' })
  const note = `${found.percent} % of its blocks are there`
  if (clock.now() - toMillis(made.createdAt) < PATIENCE) return pending(note, found.left ?? 0)
  return ready({ whole: false, note: `${note}: it is used as it is, and may be slow at first` })
})

export const handler = asLambda(run)
