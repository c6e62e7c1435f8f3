// Kubernetes objects as they travel: the published client's types, with dates as the RFC 3339 text that JSON carries.
import type {
  V1ConfigMap,
  V1CronJob,
  V1Deployment,
  V1Job,
  V1Namespace,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1Secret,
  V1Service,
  V1StatefulSet,
  V1VolumeAttachment,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node'

/** The client's classes say `Date` where JSON has text. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** Metadata of an object that the API server has stored. */
export interface Metadata {
  name: string
  namespace?: string
  uid: string
  resourceVersion: string
  generation?: number
  creationTimestamp: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
}

/** An object read back from the API server. */
export type Stored<T> = Omit<Wire<T>, 'metadata' | 'apiVersion' | 'kind'> & {
  apiVersion: string
  kind: string
  metadata: Metadata
}

export interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
}

/** Only the fields that the platform uses; external-secrets.io/v1. */
export interface ExternalSecretResource {
  spec: {
    refreshInterval?: string
    secretStoreRef?: { name: string; kind?: string }
    target?: { name?: string; creationPolicy?: string; deletionPolicy?: string }
    data?: { secretKey: string; remoteRef: { key: string; property?: string } }[]
    dataFrom?: { extract?: { key: string; property?: string } }[]
  }
  status?: {
    refreshTime?: string
    syncedResourceVersion?: string
    binding?: { name: string }
    conditions?: Condition[]
  }
}

/** Only the fields that the platform uses; argoproj.io/v1alpha1. */
export interface ApplicationResource {
  spec: {
    project?: string
    source?: { repoURL: string; path?: string; targetRevision?: string }
    destination?: { server?: string; name?: string; namespace?: string }
    syncPolicy?: {
      automated?: { prune?: boolean; selfHeal?: boolean; allowEmpty?: boolean; enabled?: boolean }
      syncOptions?: string[]
    }
    ignoreDifferences?: {
      group?: string
      kind: string
      name?: string
      namespace?: string
      jsonPointers?: string[]
    }[]
  }
  status?: { sync?: { status: string }; health?: { status: string }; reconciledAt?: string }
}

/** Only the fields that the platform uses; monitoring.coreos.com/v1. */
export interface PrometheusResource {
  spec: {
    /** 1 when absent; 0 is honoured. */
    replicas?: number
    shards?: number
    /** While true the operator leaves the StatefulSet alone. */
    paused?: boolean
    retention?: string
    nodeSelector?: Record<string, string>
    tolerations?: { key?: string; operator?: string; value?: string; effect?: string }[]
    storage?: { volumeClaimTemplate?: { metadata?: { name?: string } } }
  }
  status?: { replicas?: number; availableReplicas?: number; conditions?: Condition[] }
}

export type ConfigMap = Stored<V1ConfigMap>
export type CronJob = Stored<V1CronJob>
export type Deployment = Stored<V1Deployment>
export type Job = Stored<V1Job>
export type Namespace = Stored<V1Namespace>
export type Node = Stored<V1Node>
export type PersistentVolume = Stored<V1PersistentVolume>
export type PersistentVolumeClaim = Stored<V1PersistentVolumeClaim>
export type Pod = Stored<V1Pod>
export type Prometheus = Stored<PrometheusResource>
export type Secret = Stored<V1Secret>
export type Service = Stored<V1Service>
export type StatefulSet = Stored<V1StatefulSet>
export type VolumeAttachment = Stored<V1VolumeAttachment>
export type HorizontalPodAutoscaler = Stored<V2HorizontalPodAutoscaler>
export type ExternalSecret = Stored<ExternalSecretResource>
export type Application = Stored<ApplicationResource>
