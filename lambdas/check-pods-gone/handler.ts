// Counts alone do not tell: a terminating pod is in none of them and may still write.
import { Missing } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { cluster, selectorOf } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { checkPodsGone } from './contract.ts'

export const run = implement(checkPodsGone, { cluster }, async ({ kubernetes }, { cluster, clock }) => {
  const wordpress = cluster.of(kubernetes)
  const name = kubernetes.deployment
  const deployment = await wordpress.deployment(name)
  if (!deployment)
    throw new Missing(`the deployment ${name} does not exist; correct kubernetes.deployment in the platform`)
  const wanted = deployment.spec?.replicas ?? 1
  if (wanted !== 0) return pending(`${name} is wanted with ${wanted} replicas again: something else scales it`)
  const counted = deployment.status?.replicas ?? 0
  const pods = await wordpress.pods(selectorOf(deployment))
  if (counted > 0 || pods.length > 0)
    return pending(`${Math.max(counted, pods.length)} pods left: ${some(pods.map(each => each.name))}`)
  const running = (await wordpress.cronJobs()).flatMap(({ active }) => active)
  if (running.length > 0) return pending(`jobs still running: ${some(running)}`)
  return ready({ at: toInstant(clock.now()) })
})

const some = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

export const handler = asLambda(run)
