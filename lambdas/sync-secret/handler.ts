// Any annotation that changes asks for a sync; the instant of asking stands beside it for the check that follows.
import { Missing } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { FORCE_SYNC, FORCE_SYNC_AT, requestedBy } from '../../domain/kubernetes-labels.ts'
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { syncSecret } from './contract.ts'

export const run = implement(
  syncSecret,
  { cluster },
  async ({ kubernetes, versionId }, { cluster, run, step, clock }) => {
    const wordpress = cluster.of(kubernetes)
    const copy = await wordpress.secretCopy()
    if (!copy) throw new Missing(`the ExternalSecret ${kubernetes.externalSecret} does not exist`)
    const stamp = `${requestedBy(run, step)}.${versionId}`
    const asked = copy.annotations[FORCE_SYNC_AT]
    if (copy.annotations[FORCE_SYNC] === stamp && asked !== undefined) return { requestedAt: asked }
    const requestedAt = toInstant(clock.now())
    await wordpress.annotateCopy({ [FORCE_SYNC]: stamp, [FORCE_SYNC_AT]: requestedAt })
    return { requestedAt }
  },
)

export const handler = asLambda(run)
