// Argo CD first: left on, it would undo the scaling within minutes (aws-behaviour 3.2).
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { allOf } from '../gateways/all-of.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { quiesceWordpress } from './contract.ts'

export const run = implement(
  quiesceWordpress,
  { cluster },
  async ({ kubernetes, workload, standsBy = false }, { cluster }) => {
    const wordpress = cluster.of(kubernetes)
    const { deployment, argoApplication } = kubernetes
    const argoPaused =
      !standsBy &&
      argoApplication !== null &&
      workload.argo?.automated != null &&
      (await wordpress.setAutomated(argoApplication, null, workload.argo.automated))

    const [suspended, replicasBefore] = await allOf(
      wordpress.suspendAll(workload, true),
      wordpress.scale(deployment, () => 0),
    )
    if (replicasBefore === undefined)
      throw new Missing(`the deployment ${deployment} does not exist; nothing was scaled`)
    return { replicasBefore, suspended, argoPaused }
  },
)

export const handler = asLambda(run)
