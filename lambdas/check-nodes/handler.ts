// Ready and open for pods: a node that is cordoned or tainted as unreachable takes none.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { type Node, resources } from '../gateways/kubernetes.ts'
import { kubernetesOf } from '../gateways/kubernetes-of.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkNodes } from './contract.ts'

export const run = implement(checkNodes, {}, async ({ clusterName, nodes: wanted }, { environment, watch }) => {
  const watched = [{ resource: resources.node }]
  return watching({ environment, watch, clusterName, watched }, async () => {
    const all = await kubernetesOf(environment, clusterName).list(resources.node, {})
    const usable = all.filter(takesPods)
    if (usable.length >= wanted) return ready({ ready: usable.length })
    return pending(`${usable.length} of ${wanted} nodes of ${clusterName} are ready, ${all.length} are there`)
  })
})

const takesPods = ({ spec, status }: Node): boolean =>
  spec?.unschedulable !== true &&
  (status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')

export const handler = asLambda(run)
