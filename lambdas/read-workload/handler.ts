// Reads what the cutover and every undo must be able to put back.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { cluster, selectorOf } from '../gateways/cluster.ts'
import { secrets } from '../gateways/secrets.ts'
import { implement } from '../implement.ts'
import { readWorkload } from './contract.ts'

export const run = implement(
  readWorkload,
  { cluster, secrets },
  async ({ kubernetes, secret, replicas }, { cluster, secrets }) => {
    const wordpress = cluster.of(kubernetes)
    const { deployment: name, objectCache, argoApplication } = kubernetes
    const deployment = there(await wordpress.deployment(name), `the deployment ${name}`)
    const cache =
      objectCache === null ? null : there(await wordpress.deployment(objectCache), `the object cache ${objectCache}`)
    const argo =
      argoApplication === null
        ? null
        : there(await wordpress.argo(argoApplication), `the Argo CD application ${argoApplication.name}`)
    const facts = there(await secrets.describe(secret), `the secret ${secret}`)
    const hpa = await wordpress.autoscaler(name)
    const found = deployment.spec?.replicas ?? 1
    const standsBy = found === 0 && replicas !== undefined
    return {
      replicas: found === 0 ? (replicas ?? Math.max(1, hpa?.min ?? 1)) : found,
      stopped: found === 0,
      hpa,
      // Where WordPress stands by, its CronJobs do too, whoever suspended them.
      cronJobs: (await wordpress.cronJobs()).map(each => ({ name: each.name, suspended: each.suspended && !standsBy })),
      argo,
      secret: {
        versionId: facts.versionId,
        rotationEnabled: facts.rotation.enabled,
        rotationRules: facts.rotation.rules,
      },
      cacheReplicas: cache && (cache.spec?.replicas ?? 1),
      podSelector: selectorOf(deployment),
    }
  },
)

function there<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Missing(`${what} does not exist; correct the platform's description`)
  return found
}

export const handler = asLambda(run)
