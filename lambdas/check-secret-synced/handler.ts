// The time of the refresh alone proves nothing: the values are compared, in memory, by digest.
import type * as z from 'zod'
import { hostOf } from '../../domain/application-secret.ts'
import type { Clock } from '../../domain/clock.ts'
import { Missing } from '../../domain/errors.ts'
import { toInstant, toMillis, wholeSecond } from '../../domain/instant.ts'
import { FORCE_SYNC_AT } from '../../domain/kubernetes-labels.ts'
import { differingKeys } from '../../domain/secret-copy.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { cluster } from '../gateways/cluster.ts'
import { resources } from '../gateways/kubernetes.ts'
import { secrets } from '../gateways/secrets.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkSecretSynced } from './contract.ts'

export const run = implement(
  checkSecretSynced,
  { cluster, secrets },
  async (input, { cluster, secrets, environment, watch }) => {
    const { clusterName, namespace, externalSecret: name } = input.kubernetes
    const watched = [{ resource: resources.externalSecret, namespace, name }]
    const wordpress = cluster.of(input.kubernetes)
    return watching({ environment, watch, clusterName, watched }, () =>
      look(input, { wordpress, secrets, clock: environment.clock }),
    )
  },
)

type Input = z.infer<typeof checkSecretSynced.takes>

interface Tools {
  readonly wordpress: ReturnType<ReturnType<typeof cluster>['of']>
  readonly secrets: ReturnType<typeof secrets>
  readonly clock: Clock
}

async function look({ kubernetes, secret, versionId, valuesSuffice }: Input, { wordpress, secrets, clock }: Tools) {
  const { externalSecret, secret: copyName } = kubernetes
  const copy = await wordpress.secretCopy()
  if (!copy) throw new Missing(`the ExternalSecret ${externalSecret} does not exist`)
  const facts = await secrets.describe(secret)
  if (!facts) throw new Missing(`the secret ${secret} does not exist`)

  // External Secrets copies AWSCURRENT, which after a rotation may be another version of the same host.
  const current = await secrets.read(secret, facts.versionId)
  const host = facts.versionId === versionId ? hostOf(current) : hostOf(await secrets.read(secret, versionId))
  if (hostOf(current) !== host) return pending(`AWSCURRENT of ${secret} names another host than version ${versionId}`)

  const values = await wordpress.copiedValues()
  const differing = values && differingKeys(copy.rule, { name: secret, fields: current }, values)
  const asked = copy.annotations[FORCE_SYNC_AT]
  if (valuesSuffice && differing?.length === 0)
    return ready({ refreshedAt: copy.refreshTime ?? toInstant(clock.now()) })
  if (asked === undefined) return pending(`${externalSecret} was not asked to sync`)
  const { refreshTime, ready: copied, message } = copy
  // Kubernetes keeps times to the second.
  if (refreshTime === null || toMillis(refreshTime) < wholeSecond(toMillis(asked))) {
    return pending(
      copied
        ? `${externalSecret} was asked at ${asked} and last synced at ${refreshTime ?? 'no time'}`
        : `${externalSecret}: ${message}`,
    )
  }
  if (!copied) return pending(`${externalSecret}: ${message}`)
  if (!differing) return pending(`the Secret ${copyName} does not exist yet`)
  if (differing.length > 0) return pending(`the Secret ${copyName} still has other values for ${differing.join(', ')}`)
  return ready({ refreshedAt: toInstant(toMillis(refreshTime)) })
}

export const handler = asLambda(run)
