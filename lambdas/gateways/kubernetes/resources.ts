// The resources that handlers use: where each lives in the API, and its type.
import type * as wire from './wire.ts'

export interface Resource<T> {
  /** Path before the namespace, e.g. `/apis/apps/v1`. */
  readonly api: string
  readonly plural: string
  readonly namespaced: boolean
  readonly apiVersion: string
  readonly kind: string
  /** Only for the compiler. */
  readonly type?: T
}

const resource =
  <T>(apiVersion: string, kind: string) =>
  (plural: string, namespaced = true): Resource<T> => ({
    api: apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`,
    plural,
    namespaced,
    apiVersion,
    kind,
  })

export const resources = {
  namespace: resource<wire.Namespace>('v1', 'Namespace')('namespaces', false),
  pod: resource<wire.Pod>('v1', 'Pod')('pods'),
  secret: resource<wire.Secret>('v1', 'Secret')('secrets'),
  configMap: resource<wire.ConfigMap>('v1', 'ConfigMap')('configmaps'),
  persistentVolume: resource<wire.PersistentVolume>('v1', 'PersistentVolume')('persistentvolumes', false),
  persistentVolumeClaim: resource<wire.PersistentVolumeClaim>('v1', 'PersistentVolumeClaim')('persistentvolumeclaims'),
  node: resource<wire.Node>('v1', 'Node')('nodes', false),
  volumeAttachment: resource<wire.VolumeAttachment>('storage.k8s.io/v1', 'VolumeAttachment')(
    'volumeattachments',
    false,
  ),
  statefulSet: resource<wire.StatefulSet>('apps/v1', 'StatefulSet')('statefulsets'),
  prometheus: resource<wire.Prometheus>('monitoring.coreos.com/v1', 'Prometheus')('prometheuses'),
  deployment: resource<wire.Deployment>('apps/v1', 'Deployment')('deployments'),
  job: resource<wire.Job>('batch/v1', 'Job')('jobs'),
  cronJob: resource<wire.CronJob>('batch/v1', 'CronJob')('cronjobs'),
  autoscaler: resource<wire.HorizontalPodAutoscaler>(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
  )('horizontalpodautoscalers'),
  externalSecret: resource<wire.ExternalSecret>('external-secrets.io/v1', 'ExternalSecret')('externalsecrets'),
  application: resource<wire.Application>('argoproj.io/v1alpha1', 'Application')('applications'),
} as const

/** Where an object is. Cluster-scoped ones have no namespace. */
export interface Place {
  readonly namespace?: string
  readonly name: string
}

export function pathOf(
  resource: Resource<unknown>,
  place: { readonly namespace?: string; readonly name?: string },
): string {
  const { namespace, name } = place
  if (resource.namespaced && namespace === undefined && name !== undefined) {
    throw new Error(`${resource.kind} ${name} needs a namespace`)
  }
  const parts = resource.namespaced && namespace !== undefined ? ['namespaces', namespace] : []
  const rest = [...parts, resource.plural, ...(name === undefined ? [] : [name])]
  return `${resource.api}/${rest.map(encodeURIComponent).join('/')}`
}
