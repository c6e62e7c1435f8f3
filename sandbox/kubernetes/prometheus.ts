// The `Prometheus` custom resource of the Prometheus Operator: the fields that decide how its StatefulSet looks.
import type { V1PersistentVolumeClaimSpec } from '@kubernetes/client-node'
import type { Condition, Stored, Wire } from '../../lambdas/gateways/kubernetes/wire.ts'

/** monitoring.coreos.com/v1 */
export interface PrometheusResource {
  spec: {
    /** 1 when absent; 0 is honoured. */
    replicas?: number
    shards?: number
    /** While true the operator leaves the StatefulSet alone. */
    paused?: boolean
    image?: string
    version?: string
    retention?: string
    scrapeInterval?: string
    /** How long a start may take, WAL replay included, before the kubelet kills it; 900 s when absent. */
    maximumStartupDurationSeconds?: number
    nodeSelector?: Record<string, string>
    storage?: { volumeClaimTemplate?: { spec?: Wire<V1PersistentVolumeClaimSpec> } }
  }
  status?: {
    paused: boolean
    replicas: number
    updatedReplicas: number
    availableReplicas: number
    unavailableReplicas: number
    selector?: string
    conditions?: Condition[]
  }
}

export type Prometheus = Stored<PrometheusResource>
