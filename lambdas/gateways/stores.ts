// Prometheus and Grafana in their cluster: what runs, on which claim and volume, scaled the way its owner allows.

import { claimName, type StoreName, statefulSetOf } from '../../domain/monitoring/store.ts'
import type { NodeSeen, Wanting } from '../../domain/monitoring/zone.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import { selectorOf } from './cluster.ts'
import {
  type KubernetesGateway,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Prometheus,
  resources,
  type StatefulSet,
  type Watched,
} from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

type Monitoring = Platform['monitoring']

export interface Workload extends Wanting {
  readonly wanted: number
  readonly ready: number
  readonly podSelector: string
  /** Prometheus only: more than one keeps its data on several volumes. */
  readonly shards: number
  /** Prometheus only: the operator does not act on it. */
  readonly paused: boolean
  /** Names of the claims that its pods mount. */
  readonly claims: readonly string[]
}

export const stores = (environment: Environment) => ({
  of: (clusterName: string, monitoring: Monitoring, store: StoreName) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const workload = store === 'prometheus' ? prometheus(kubernetes, monitoring) : grafana(kubernetes, monitoring)
    return { ...workload, ...storage(kubernetes, monitoring, store) }
  },
})

export type StoreInCluster = ReturnType<ReturnType<typeof stores>['of']>

/** Only the custom resource is scaled: the operator reverts what is done to its StatefulSet (aws-behaviour C26). */
function prometheus(kubernetes: KubernetesGateway, monitoring: Monitoring) {
  const { namespace, prometheus } = monitoring
  const place = { namespace, name: prometheus.resource }
  return {
    /** What tells that its pods have become ready. */
    counted: { resource: resources.statefulSet, namespace, name: statefulSetOf(monitoring) } as Watched,
    async workload(): Promise<Workload | undefined> {
      const found = await kubernetes.get(resources.prometheus, place)
      const set = await kubernetes.get(resources.statefulSet, { namespace, name: statefulSetOf(monitoring) })
      if (!found || !set) return undefined
      const { replicas = 1, shards = 1, paused = false, nodeSelector = {}, tolerations = [] } = found.spec
      return {
        ...{ wanted: replicas, ready: set.status?.readyReplicas ?? 0, shards, paused, nodeSelector, tolerations },
        ...{ podSelector: selectorOf(set), claims: [claimName(monitoring, 'prometheus')] },
      }
    },
    /** @returns the replicas wanted before; undefined when it does not exist */
    async scale(next: (now: number) => number): Promise<number | undefined> {
      const wanted = ({ spec }: Prometheus) => spec.replicas ?? 1
      const found = await kubernetes.patchAsSeen(resources.prometheus, place, seen => {
        const replicas = next(wanted(seen))
        return replicas === wanted(seen) ? undefined : { spec: { replicas } }
      })
      return found && wanted(found)
    },
  }
}

function grafana(kubernetes: KubernetesGateway, monitoring: Monitoring) {
  const { namespace, grafana } = monitoring
  const { kind, name } = grafana.workload
  const resource = kind === 'Deployment' ? resources.deployment : resources.statefulSet
  return {
    /** What tells that its pods have become ready. */
    counted: { resource, namespace, name } as Watched,
    async workload(): Promise<Workload | undefined> {
      const found = await kubernetes.get(resource, { namespace, name })
      if (!found) return undefined
      const { nodeSelector = {}, tolerations = [], volumes = [] } = found.spec?.template.spec ?? {}
      const templates = kind === 'StatefulSet' ? ((found as StatefulSet).spec?.volumeClaimTemplates ?? []) : []
      const claims = volumes.flatMap(each => each.persistentVolumeClaim?.claimName ?? [])
      return {
        ...{ wanted: found.spec?.replicas ?? 1, ready: found.status?.readyReplicas ?? 0, shards: 1, paused: false },
        ...{ podSelector: selectorOf(found), nodeSelector, tolerations },
        claims: [...claims, ...templates.map(each => `${each.metadata?.name}-${name}-0`)],
      }
    },
    /** @returns the replicas wanted before; undefined when it does not exist */
    scale: (next: (now: number) => number): Promise<number | undefined> =>
      kubernetes.rescale(resource, { namespace, name }, next),
  }
}

function storage(kubernetes: KubernetesGateway, monitoring: Monitoring, store: StoreName) {
  const { namespace } = monitoring
  const claim = (): Promise<PersistentVolumeClaim | undefined> =>
    kubernetes.get(resources.persistentVolumeClaim, { namespace, name: claimName(monitoring, store) })
  return {
    claim,
    /** Is its claim on the PersistentVolume of that name? */
    isOn: async (volume: string): Promise<boolean> => (await claim())?.spec?.volumeName === volume,
    volume: (name: string): Promise<PersistentVolume | undefined> =>
      kubernetes.get(resources.persistentVolume, { name }),
    /** Keeps the disk when its claim goes. @returns false when there is no such volume */
    async setReclaimPolicy(name: string, persistentVolumeReclaimPolicy: string): Promise<boolean> {
      const found = await kubernetes.patchAsSeen(resources.persistentVolume, { name }, ({ spec }) =>
        spec?.persistentVolumeReclaimPolicy === persistentVolumeReclaimPolicy
          ? undefined
          : { spec: { persistentVolumeReclaimPolicy } },
      )
      return found !== undefined
    },
    nodes: async (): Promise<readonly NodeSeen[]> => (await kubernetes.list(resources.node, {})).map(nodeSeen),
    /** Terminating ones included, which still hold their volume. */
    pods: (selector: string) => kubernetes.podsOf(namespace, selector),
  }
}

function nodeSeen({ metadata, spec, status }: Node): NodeSeen {
  const labels = metadata.labels ?? {}
  return {
    name: metadata.name,
    zone: labels['topology.kubernetes.io/zone'] ?? '',
    ready: status?.conditions?.some(each => each.type === 'Ready' && each.status === 'True') ?? false,
    unschedulable: spec?.unschedulable ?? false,
    labels,
    taints: spec?.taints ?? [],
  }
}
