// The Prometheus Operator: keeps the StatefulSet of a `Prometheus` as its custom resource says, and undoes what others edit.
import type { V1StatefulSetSpec } from '@kubernetes/client-node'
import type { Wire } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { markDeleted } from '../api/remove.ts'
import { applyDefaults } from '../defaults.ts'
import { prometheuses, statefulSets } from '../kinds.ts'
import {
  type ConditionFields,
  controlledBy,
  controllerOf,
  equal,
  type KubernetesObject,
  setCondition,
  timestamp,
} from '../object.ts'
import type { Prometheus } from '../prometheus.ts'
import { selectorText } from '../selectors.ts'
import type { Draft, Store } from '../store.ts'
import { concerns, type Machinery } from './loop.ts'
import type { StatefulSet } from './stateful-set.ts'

/** The kubelet asks this often whether a start is over, as the operator writes the probe. */
const startupPeriod = 15
/** Seconds that a start may take when the resource does not say (`maximumStartupDurationSeconds`). */
const startupLimit = 900

export function prometheusOperator(machinery: Machinery): void {
  const { store, surroundings, cluster } = machinery
  const pending = new Set<string>()
  const soon = (namespace: string | undefined, name: string) => {
    const key = `${cluster}/${namespace}/${name}`
    if (pending.has(key)) return
    pending.add(key)
    surroundings.lifecycle.schedule('eks.operator.sync', key, {
      done: () => {
        pending.delete(key)
        const found = store.get(prometheuses, namespace, name)
        if (found && found.metadata.deletionTimestamp === undefined) sync(machinery, found)
      },
      never: () => {},
    })
  }
  store.onChange(change => {
    const { metadata } = change.object
    if (concerns(change, prometheuses) && change.type !== 'deleted') {
      if (change.type === 'added' || isNews(change.before as Prometheus, change.object as Prometheus))
        soon(metadata.namespace, metadata.name)
    }
    const owner = concerns(change, statefulSets) ? controllerOf(change.object) : undefined
    if (owner?.kind !== prometheuses.kind) return
    // Counts are passed on without a sync.
    const found = store.get(prometheuses, metadata.namespace, owner.name)
    if (change.type === 'deleted' || isNews(change.before as StatefulSet, change.object as StatefulSet))
      soon(metadata.namespace, owner.name)
    if (found && change.type === 'modified')
      surroundings.clock.quietly(surroundings.clock.now(), () => report(machinery, found))
  })
}

/** Status apart: writing it is the operator's own doing, or the controller's. */
const isNews = (before: { spec?: unknown } | undefined, after: { spec?: unknown }): boolean =>
  !equal(before?.spec, after.spec)

const setOf = (store: Store, { metadata }: Prometheus): StatefulSet | undefined =>
  store.get(statefulSets, metadata.namespace, `prometheus-${metadata.name}`)

function sync(machinery: Machinery, resource: Prometheus): void {
  const { store, surroundings } = machinery
  if (resource.spec.paused !== true) {
    const wanted = wantedSet(resource)
    const live = setOf(store, resource)
    if (!live) store.create(statefulSets, wanted)
    else if (live.metadata.deletionTimestamp === undefined && !equal(live.spec, wanted.spec)) {
      // What an update may not change is changed by a new set of the same name; claims stay as they are.
      if (isUpdatable(live, wanted)) store.update(live, draft => Object.assign(draft, { spec: wanted.spec }))
      else markDeleted({ store, clock: surroundings.clock }, live, { propagation: 'Foreground' })
    }
  }
  const found = store.current(resource)
  if (found) report(machinery, found)
}

const frozen = ['volumeClaimTemplates', 'selector', 'serviceName', 'podManagementPolicy'] as const

function isUpdatable({ spec }: StatefulSet, wanted: Draft): boolean {
  const next = wanted.spec as Wire<V1StatefulSetSpec>
  return frozen.every(field => equal(spec?.[field], next[field]))
}

const claim = ({ metadata }: Prometheus): string => `prometheus-${metadata.name}-db`

const selectorOf = ({ metadata }: Prometheus): Record<string, string> => ({
  'app.kubernetes.io/instance': metadata.name,
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': 'prometheus',
  'operator.prometheus.io/name': metadata.name,
  'operator.prometheus.io/shard': '0',
  prometheus: metadata.name,
})

function wantedSet(resource: Prometheus): Draft {
  const { metadata, spec } = resource
  const draft: Draft = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: `prometheus-${metadata.name}`,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      labels: { ...metadata.labels, 'operator.prometheus.io/name': metadata.name, 'managed-by': 'prometheus-operator' },
      ownerReferences: [controlledBy(resource)],
    },
    spec: {
      replicas: spec.replicas ?? 1,
      serviceName: 'prometheus-operated',
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      selector: { matchLabels: selectorOf(resource) },
      template: { metadata: { labels: selectorOf(resource) }, spec: podSpec(resource) },
      ...claimTemplates(resource),
    },
  }
  applyDefaults(draft as unknown as KubernetesObject)
  return draft
}

function podSpec(resource: Prometheus): object {
  const { spec } = resource
  const storage = spec.storage?.volumeClaimTemplate
    ? [{ name: claim(resource), mountPath: '/prometheus', subPath: 'prometheus-db' }]
    : []
  const probe = (path: string, period: number, failures: number) => ({
    httpGet: { path, port: 'web', scheme: 'HTTP' },
    ...{ periodSeconds: period, failureThreshold: failures, timeoutSeconds: 3 },
  })
  const attempts = Math.ceil((spec.maximumStartupDurationSeconds ?? startupLimit) / startupPeriod)
  return {
    ...(spec.nodeSelector && { nodeSelector: spec.nodeSelector }),
    terminationGracePeriodSeconds: 600,
    containers: [
      {
        name: 'prometheus',
        image: spec.image ?? `quay.io/prometheus/prometheus:${spec.version ?? 'v3.5.0'}`,
        args: [
          '--storage.tsdb.path=/prometheus',
          `--storage.tsdb.retention.time=${spec.retention ?? '24h'}`,
          '--web.enable-lifecycle',
        ],
        ports: [{ name: 'web', containerPort: 9090, protocol: 'TCP' }],
        startupProbe: probe('/-/ready', startupPeriod, attempts),
        livenessProbe: probe('/-/healthy', 5, 6),
        readinessProbe: probe('/-/ready', 5, 3),
        volumeMounts: storage,
      },
    ],
  }
}

function claimTemplates(resource: Prometheus): object {
  const template = resource.spec.storage?.volumeClaimTemplate
  if (!template) return {}
  const spec = { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', ...template.spec }
  return {
    volumeClaimTemplates: [
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: claim(resource) }, spec },
    ],
  }
}

/** What the resource's status says of its set. */
function report({ store, surroundings }: Machinery, resource: Prometheus): void {
  const found = store.current(resource)
  if (!found) return
  const status = setOf(store, found)?.status
  const wanted = found.spec.replicas ?? 1
  const available = status?.availableReplicas ?? 0
  const time = timestamp(surroundings.clock.now())
  store.update(found, draft => {
    const before = draft.status?.conditions as ConditionFields[] | undefined
    const isAvailable = available >= wanted
    const availability = {
      ...{ type: 'Available', status: isAvailable ? 'True' : 'False', lastTransitionTime: time },
      ...(!isAvailable && { reason: 'NoPodReady' }),
    }
    const reconciled = { type: 'Reconciled', status: 'True', lastTransitionTime: time }
    draft.status = {
      paused: found.spec.paused ?? false,
      replicas: status?.replicas ?? 0,
      updatedReplicas: status?.updatedReplicas ?? 0,
      availableReplicas: available,
      unavailableReplicas: Math.max(0, (status?.replicas ?? 0) - available),
      selector: selectorText({ matchLabels: selectorOf(found) }),
      conditions: setCondition(setCondition(before, availability), reconciled) as NonNullable<
        Prometheus['status']
      >['conditions'] &
        object,
    }
  })
}
