// With a key that may not be used the volume ends in `error` or vanishes, and nobody is told why (aws-behaviour 1.5).
import { NotProven, RestoreFailed } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { volumeFaults, volumeTags } from '../../domain/monitoring/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { volumes } from '../gateways/volumes.ts'
import { looking } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkVolume } from './contract.ts'

/** Milliseconds in which a volume that was just made may not be found yet: some seconds are usual. */
const NOT_VISIBLE_YET = 60_000
const KEY = 'the usual reason is that the key may not be used: look at its policy and at the rights of create-volume'

export const run = implement(
  checkVolume,
  { volumes },
  async ({ store, made, kmsKeyId, attachTags, forebears }, { volumes, run, environment, clock, watch }) =>
    looking({ environment, watch }, async () => {
      const found = await volumes.find(made.id)
      if (!found) {
        const young = clock.now() - toMillis(made.createdAt) < NOT_VISIBLE_YET
        return young
          ? pending(`the volume ${made.id} is not visible yet`)
          : failed(RestoreFailed, `the volume ${made.id} is gone; ${KEY}`)
      }
      if (found.state === 'creating') return pending(`the volume ${made.id} is being created`)
      if (found.state !== 'available' && found.state !== 'in-use')
        return failed(RestoreFailed, `the volume ${made.id} is in state ${found.state}; ${KEY}`)
      const tags = volumeTags({ store, run, attachTags, forebears })
      const faults = volumeFaults(found, { zone: store.zone, leastGib: store.disk.sizeGib, key: kmsKeyId, tags })
      if (faults.length > 0) return failed(NotProven, `the volume ${made.id} is not as asked for: ${faults.join('; ')}`)
      return ready({
        id: found.id,
        proofs: [
          `${found.type} of ${found.sizeGib} GiB in ${found.zone}, encrypted, with the tags that let it be attached`,
        ],
      })
    }),
)

export const handler = asLambda(run)
