// Pods first, so that Argo CD finds what Git says when it comes back.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { allOf } from '../gateways/all-of.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { resumeWordpress } from './contract.ts'

export const run = implement(
  resumeWordpress,
  { cluster },
  async ({ kubernetes, workload, startIfStopped = true }, { cluster }) => {
    const wordpress = cluster.of(kubernetes)
    const { deployment, argoApplication } = kubernetes
    const wanted = workload.stopped && !startIfStopped ? 0 : workload.replicas
    // Never lowered: where nothing was stopped the autoscaler may have added pods since.
    const before = await wordpress.scale(deployment, now => Math.max(now, wanted))
    if (before === undefined)
      throw new Missing(`the deployment ${deployment} does not exist; WordPress cannot be started`)

    const policy = workload.argo?.automated ?? null
    const restoreArgo = async () =>
      argoApplication !== null && policy !== null && (await wordpress.setAutomated(argoApplication, JSON.parse(policy)))
    const [resumed, argoRestored] = await allOf(wordpress.suspendAll(workload, false), restoreArgo())
    return { replicas: Math.max(before, wanted), resumed, argoRestored }
  },
)

export const handler = asLambda(run)
