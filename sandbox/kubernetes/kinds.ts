// The kinds that are simulated, and by name those that are not yet.
import type { V1Node, V1ReplicaSet, V1StatefulSet, V1StorageClass, V1VolumeAttachment } from '@kubernetes/client-node'
import type * as wire from '../../lambdas/gateways/kubernetes/wire.ts'
import type { KubernetesObject } from './object.ts'
import type { Prometheus } from './prometheus.ts'

export interface Kind<T = KubernetesObject> {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  /** Name of its schema. */
  readonly schema: string
  /** Custom resources refuse strategic merge, and unconditional updates. */
  readonly custom: boolean
  /** Has the `status` subresource: writes to the object ignore `status`, writes to `status` ignore the rest. */
  readonly status: boolean
  readonly scale: boolean
  /** What bumps `metadata.generation`; a Deployment's annotations do too. */
  readonly generation: 'never' | 'spec' | 'spec and annotations'
  readonly stored?: T
}

type Traits = Partial<Pick<Kind, 'namespaced' | 'custom' | 'status' | 'scale' | 'generation' | 'schema'>>

function kind<T = KubernetesObject>(
  groupVersion: string,
  name: string,
  traits: Traits & { plural?: string } = {},
): Kind<T> {
  const [version, group] = groupVersion.split('/').reverse() as [string, string?]
  return {
    group: group ?? '',
    version,
    kind: name,
    plural: traits.plural ?? `${name.toLowerCase()}s`,
    namespaced: traits.namespaced ?? true,
    schema: traits.schema ?? (traits.custom ? name : `${version.toUpperCase()}${name}`),
    custom: traits.custom ?? false,
    status: traits.status ?? false,
    scale: traits.scale ?? false,
    generation: traits.generation ?? 'never',
  }
}

const clusterWide = { namespaced: false } as const
const workload = { status: true, generation: 'spec' } as const
const rbac = 'rbac.authorization.k8s.io/v1'

export const namespaces = kind<wire.Namespace>('v1', 'Namespace', { ...clusterWide, status: true })
export const pods = kind<wire.Pod>('v1', 'Pod', { status: true })
export const secrets = kind<wire.Secret>('v1', 'Secret')
export const configMaps = kind<wire.ConfigMap>('v1', 'ConfigMap')
export const services = kind<wire.Service>('v1', 'Service', { status: true })
export const persistentVolumes = kind<wire.PersistentVolume>('v1', 'PersistentVolume', { ...clusterWide, status: true })
export const persistentVolumeClaims = kind<wire.PersistentVolumeClaim>('v1', 'PersistentVolumeClaim', { status: true })
export const storageClasses = kind<wire.Stored<V1StorageClass>>('storage.k8s.io/v1', 'StorageClass', {
  ...clusterWide,
  plural: 'storageclasses',
})
export const volumeAttachments = kind<wire.Stored<V1VolumeAttachment>>('storage.k8s.io/v1', 'VolumeAttachment', {
  ...clusterWide,
  status: true,
})
export const nodes = kind<wire.Stored<V1Node>>('v1', 'Node', { ...clusterWide, status: true })
export const statefulSets = kind<wire.Stored<V1StatefulSet>>('apps/v1', 'StatefulSet', { ...workload, scale: true })
export const deployments = kind<wire.Deployment>('apps/v1', 'Deployment', {
  ...workload,
  scale: true,
  generation: 'spec and annotations',
})
export const replicaSets = kind<wire.Stored<V1ReplicaSet>>('apps/v1', 'ReplicaSet', { ...workload, scale: true })
export const jobs = kind<wire.Job>('batch/v1', 'Job', workload)
export const cronJobs = kind<wire.CronJob>('batch/v1', 'CronJob', workload)
export const autoscalers = kind<wire.HorizontalPodAutoscaler>('autoscaling/v2', 'HorizontalPodAutoscaler', {
  status: true,
})
export const roles = kind(rbac, 'Role')
export const roleBindings = kind(rbac, 'RoleBinding')
export const clusterRoles = kind(rbac, 'ClusterRole', clusterWide)
export const clusterRoleBindings = kind(rbac, 'ClusterRoleBinding', clusterWide)
export const externalSecrets = kind<wire.ExternalSecret>('external-secrets.io/v1', 'ExternalSecret', {
  ...workload,
  custom: true,
})
/** Argo CD's definition declares no status subresource. */
export const applications = kind<wire.Application>('argoproj.io/v1alpha1', 'Application', {
  custom: true,
  generation: 'spec',
})
export const prometheuses = kind<Prometheus>('monitoring.coreos.com/v1', 'Prometheus', {
  ...workload,
  plural: 'prometheuses',
  custom: true,
  scale: true,
})

export const kinds: readonly Kind[] = [
  ...[namespaces, pods, secrets, configMaps, services, persistentVolumes, persistentVolumeClaims, storageClasses],
  ...[deployments, replicaSets, jobs, cronJobs, autoscalers],
  ...[nodes, volumeAttachments, statefulSets, prometheuses],
  ...[roles, roleBindings, clusterRoles, clusterRoleBindings, externalSecrets, applications],
] as readonly Kind[]

const byPath = new Map(kinds.map(each => [`${each.group}/${each.version}/${each.plural}`, each]))
const byKind = new Map(kinds.map(each => [`${each.group}/${each.kind}`, each]))

export const kindAt = (group: string, version: string, plural: string) => byPath.get(`${group}/${version}/${plural}`)

export function kindOf(object: { readonly apiVersion: string; readonly kind: string }): Kind {
  const [, group = ''] = object.apiVersion.split('/').reverse()
  const found = byKind.get(`${group}/${object.kind}`)
  if (!found) throw new Error(`not simulated by the sandbox: kind ${object.apiVersion} ${object.kind}`)
  return found
}

export const apiVersionOf = ({ group, version }: Kind) => (group === '' ? version : `${group}/${version}`)
