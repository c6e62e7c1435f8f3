// At 0 replicas a rollout counts as complete at once, so a wanted count of 0 is not taken for success.
import { Missing, Unhealthy } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { cluster, selectorOf } from '../gateways/cluster.ts'
import { resources, rolloutState } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkRollout } from './contract.ts'

export const run = implement(
  checkRollout,
  { cluster },
  async ({ kubernetes, deployment: name, replicas }, { cluster, environment, watch }) => {
    const { clusterName, namespace } = kubernetes
    const watched = [{ resource: resources.deployment, namespace, name }]
    return watching({ environment, watch, clusterName, watched }, () => look(cluster.of(kubernetes), name, replicas))
  },
)

async function look(wordpress: ReturnType<ReturnType<typeof cluster>['of']>, name: string, replicas: number) {
  const deployment = await wordpress.deployment(name)
  if (!deployment) throw new Missing(`the deployment ${name} does not exist`)
  const wanted = deployment.spec?.replicas ?? 1
  if (wanted === 0 && replicas > 0)
    return pending(`${name} is wanted with 0 replicas instead of ${replicas}: something else scales it`)
  const state = rolloutState(deployment)
  if (state.status === 'complete') return ready({ ready: deployment.status?.availableReplicas ?? 0 })
  const waiting = new Set((await wordpress.pods(selectorOf(deployment))).flatMap(each => each.waiting || []))
  const why = waiting.size > 0 ? ` (${[...waiting].join(', ')})` : ''
  if (state.status === 'failed') return failed(Unhealthy, `${name}: ${state.reason}${why}`)
  return pending(`${name}: ${state.note}${why}`)
}

export const handler = asLambda(run)
