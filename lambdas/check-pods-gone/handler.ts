// Counts alone do not tell: a terminating pod is in none of them and may still write.
import type { Clock } from '../../domain/clock.ts'
import { Missing } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import type { Platform } from '../../domain/platform.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { cluster, selectorOf } from '../gateways/cluster.ts'
import { type Deployment, resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkPodsGone } from './contract.ts'

export const run = implement(checkPodsGone, { cluster }, async ({ kubernetes }, { cluster, environment, watch }) => {
  const wordpress = cluster.of(kubernetes)
  const { clusterName, namespace } = kubernetes
  const labels = selectorOf(await deploymentOf(wordpress, kubernetes))
  const watched = [{ resource: resources.pod, namespace, labels }]
  return watching({ environment, watch, clusterName, watched }, () => look(wordpress, kubernetes, environment.clock))
})

type Wordpress = ReturnType<ReturnType<typeof cluster>['of']>
type Named = Platform['kubernetes']

async function deploymentOf(wordpress: Wordpress, { deployment: name }: Named): Promise<Deployment> {
  const deployment = await wordpress.deployment(name)
  if (deployment) return deployment
  throw new Missing(`the deployment ${name} does not exist; correct kubernetes.deployment in the platform`)
}

async function look(wordpress: Wordpress, kubernetes: Named, clock: Clock) {
  const name = kubernetes.deployment
  const deployment = await deploymentOf(wordpress, kubernetes)
  const wanted = deployment.spec?.replicas ?? 1
  if (wanted !== 0) return pending(`${name} is wanted with ${wanted} replicas again: something else scales it`)
  const counted = deployment.status?.replicas ?? 0
  const pods = await wordpress.pods(selectorOf(deployment))
  if (counted > 0 || pods.length > 0)
    return pending(`${Math.max(counted, pods.length)} pods left: ${some(pods.map(each => each.name))}`)
  const running = (await wordpress.cronJobs()).flatMap(({ active }) => active)
  if (running.length > 0) return pending(`jobs still running: ${some(running)}`)
  return ready({ at: toInstant(clock.now()) })
}

const some = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

export const handler = asLambda(run)
