// What the API server fills in when a field is left out, by kind.
import type { Fields, KubernetesObject } from './object.ts'

type PodSpec = Fields & { containers?: Fields[]; initContainers?: Fields[] }

/** Fills defaults in place. Sources: the Kubernetes API reference; the CRDs of External Secrets. */
export function applyDefaults(object: KubernetesObject): void {
  byKind[object.kind]?.(object)
}

/** `fallback` where nothing is said. */
function fill(fields: Fields, fallback: Fields): void {
  for (const [key, value] of Object.entries(fallback)) fields[key] ??= structuredClone(value)
}

function fillPod(spec: PodSpec | undefined): void {
  if (spec === undefined) return
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    fill(container, {
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: String(container.image ?? '').endsWith(':latest') ? 'Always' : 'IfNotPresent',
    })
  }
}

function fillStrategy(strategy: { type?: string; rollingUpdate?: Fields }): void {
  fill(strategy, { type: 'RollingUpdate' })
  if (strategy.type !== 'RollingUpdate') return
  strategy.rollingUpdate ??= {}
  fill(strategy.rollingUpdate, { maxUnavailable: '25%', maxSurge: '25%' })
}

function fillJob(spec: Fields & { template?: { spec?: PodSpec } }): void {
  fill(spec, { parallelism: 1, completions: 1, backoffLimit: 6, suspend: false, completionMode: 'NonIndexed' })
  fillPod(spec.template?.spec)
}

const byKind: Readonly<Record<string, (object: KubernetesObject) => void>> = {
  Namespace(object) {
    object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name }
    object.spec ??= {}
    fill(object.spec, { finalizers: ['kubernetes'] })
    object.status ??= { phase: 'Active' }
  },
  Deployment({ spec }) {
    fill(spec, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 })
    fillStrategy(spec.strategy)
    fillPod(spec.template?.spec)
  },
  StatefulSet({ spec }) {
    fill(spec, { replicas: 1, podManagementPolicy: 'OrderedReady', updateStrategy: {}, revisionHistoryLimit: 10 })
    fill(spec, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } })
    fill(spec.updateStrategy, { type: 'RollingUpdate' })
    fillPod(spec.template?.spec)
    for (const template of spec.volumeClaimTemplates ?? []) fill(template.spec, { volumeMode: 'Filesystem' })
  },
  Pod: object => fillPod(object.spec),
  Job: object => fillJob(object.spec),
  CronJob({ spec }) {
    fill(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    })
    if (spec.jobTemplate?.spec) fillPod(spec.jobTemplate.spec.template?.spec)
  },
  HorizontalPodAutoscaler: object => fill(object.spec, { minReplicas: 1 }),
  Service: object => fill(object.spec, { type: 'ClusterIP', sessionAffinity: 'None' }),
  Secret(object) {
    object.type ??= 'Opaque'
    const written = Object.entries((object.stringData ?? {}) as Record<string, string>)
    const encoded = written.map(([key, value]) => [key, Buffer.from(value).toString('base64')])
    if (encoded.length > 0) object.data = { ...object.data, ...Object.fromEntries(encoded) }
    delete object.stringData
  },
  PersistentVolume(object) {
    // Static volumes are retained unless they say otherwise; the dynamic ones' `Delete` comes from their class.
    fill(object.spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' })
    object.status ??= { phase: 'Pending' }
  },
  PersistentVolumeClaim(object) {
    fill(object.spec, { volumeMode: 'Filesystem' })
    object.status ??= { phase: 'Pending' }
  },
  StorageClass: object => fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  ExternalSecret({ spec }) {
    fill(spec, { refreshInterval: '1h', target: {} })
    fill(spec.target, { creationPolicy: 'Owner', deletionPolicy: 'Retain' })
  },
}
