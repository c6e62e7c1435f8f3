// WordPress of the other region: stopped so that it does not go on beside this one, and started again. Found by its marks.
import { AUTOMATED_BEFORE, FENCED_BY, FENCED_REPLICAS, SUSPENDED_BY_MUSTER } from '../../domain/kubernetes-labels.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { inRegion } from './in-region.ts'
import { type Deployment, type KubernetesGateway, resources } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

type Kubernetes = Platform['kubernetes']

export interface Home {
  readonly region: string
  /** Of the Kubernetes cluster there. */
  readonly clusterName: string
}

export const homeWordpress = (environment: Environment, { run }: Caller) => ({
  in: ({ region, clusterName }: Home, platform: Kubernetes) => {
    const kubernetes = kubernetesOf(inRegion(environment, region), clusterName)
    const place = { namespace: platform.namespace, name: platform.deployment }
    const find = () => kubernetes.get(resources.deployment, place)
    return {
      /** @returns replicas that were wanted before; undefined when there is no such deployment */
      async stop(): Promise<number | undefined> {
        const found = await find()
        if (!found) return undefined
        const before = Number(markOf(found, FENCED_REPLICAS) ?? found.spec?.replicas ?? 1)
        const marks = { [FENCED_BY]: run.id, [FENCED_REPLICAS]: String(before) }
        await kubernetes.patch(resources.deployment, place, { metadata: { annotations: marks } })
        await pauseArgo(kubernetes, platform)
        await suspendCronJobs(kubernetes, platform, true)
        await kubernetes.rescale(resources.deployment, place, () => 0)
        return before
      },

      /** Only what this run has stopped. @returns replicas wanted from now on; undefined when it stopped nothing */
      async start(): Promise<number | undefined> {
        const found = await find()
        if (!found || markOf(found, FENCED_BY) !== run.id) return undefined
        const replicas = Number(markOf(found, FENCED_REPLICAS) ?? 1)
        await kubernetes.rescale(resources.deployment, place, () => replicas)
        await suspendCronJobs(kubernetes, platform, false)
        await resumeArgo(kubernetes, platform)
        const marks = { [FENCED_BY]: null, [FENCED_REPLICAS]: null }
        await kubernetes.patch(resources.deployment, place, { metadata: { annotations: marks } })
        return replicas
      },
    }
  },
})

const markOf = ({ metadata }: Pick<Deployment, 'metadata'>, mark: string): string | undefined =>
  metadata.annotations?.[mark]

/** Left on, it would undo the scaling within minutes (aws-behaviour 3.2). */
async function pauseArgo(kubernetes: KubernetesGateway, { argoApplication }: Kubernetes): Promise<void> {
  if (argoApplication === null) return
  await kubernetes.patchAsSeen(resources.application, argoApplication, ({ spec }) => {
    const automated = spec.syncPolicy?.automated
    if (!automated) return undefined
    const annotations = { [AUTOMATED_BEFORE]: JSON.stringify(automated) }
    return { metadata: { annotations }, spec: { syncPolicy: { automated: null } } }
  })
}

async function resumeArgo(kubernetes: KubernetesGateway, { argoApplication }: Kubernetes): Promise<void> {
  if (argoApplication === null) return
  await kubernetes.patchAsSeen(resources.application, argoApplication, ({ metadata }) => {
    const before = metadata.annotations?.[AUTOMATED_BEFORE]
    if (before === undefined) return undefined
    const annotations = { [AUTOMATED_BEFORE]: null }
    return { metadata: { annotations }, spec: { syncPolicy: { automated: JSON.parse(before) as object } } }
  })
}

/** Those that people suspended stay so. */
async function suspendCronJobs(kubernetes: KubernetesGateway, { namespace }: Kubernetes, suspend: boolean) {
  for (const { metadata } of await kubernetes.list(resources.cronJob, { namespace })) {
    await kubernetes.patchAsSeen(resources.cronJob, { namespace, name: metadata.name }, ({ metadata, spec }) => {
      const ours = metadata.annotations?.[SUSPENDED_BY_MUSTER] !== undefined
      if (suspend ? spec?.suspend === true : !ours) return undefined
      return { metadata: { annotations: { [SUSPENDED_BY_MUSTER]: suspend ? 'true' : null } }, spec: { suspend } }
    })
  }
}
