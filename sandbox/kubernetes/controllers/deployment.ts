// The Deployment controller: one ReplicaSet per pod template, moved from old to new by the strategy.
import { createHash } from 'node:crypto'
import type { Deployment } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { deployments, replicaSets } from '../kinds.ts'
import { controlledBy, controllerOf, ownedBy } from '../object.ts'
import { deploymentStatus, withCondition } from './deployment-status.ts'
import { concerns, type Loop, loop, type Machinery } from './loop.ts'
import { type ReplicaSet, recreate, rollingUpdate, type Wanted } from './strategy.ts'

export const hashLabel = 'pod-template-hash'

export function deploymentController(machinery: Machinery): void {
  const { store } = machinery
  const controller = loop(machinery, (namespace, name) => {
    const deployment = store.get(deployments, namespace, name)
    if (deployment && deployment.metadata.deletionTimestamp === undefined) reconcile(machinery, controller, deployment)
  })
  store.onChange(change => {
    const { metadata } = change.object
    if (concerns(change, deployments)) controller.enqueue(metadata.namespace, metadata.name)
    const owner = concerns(change, replicaSets) ? controllerOf(change.object) : undefined
    if (owner?.kind === deployments.kind) controller.enqueue(metadata.namespace, owner.name)
  })
}

/** One look: choose the ReplicaSet of the present template, move replicas, write the status. */
function reconcile(machinery: Machinery, controller: Loop, deployment: Deployment): void {
  const { store, surroundings } = machinery
  const now = surroundings.clock.now()
  const owned = store.list(replicaSets, deployment.metadata.namespace).filter(each => ownedBy(each, deployment))
  const hash = templateHash(deployment)
  let current = owned.find(each => each.metadata.labels?.[hashLabel] === hash)
  let latest = deployment
  if (!current && deployment.spec?.paused !== true) {
    current = createReplicaSet(machinery, deployment, { hash, revision: owned.length + 1 })
    const message = `Created new replica set "${current.metadata.name}"`
    latest = store.update(deployment, draft => {
      draft.status = withCondition(draft.status, { reason: 'NewReplicaSetCreated', message, now })
    })
  }
  const old = owned.filter(each => each !== current)
  for (const { replicaSet, replicas } of plan(latest, current, old)) {
    store.update(replicaSet, draft => {
      draft.spec!.replicas = replicas
    })
  }
  const all = store.list(replicaSets, deployment.metadata.namespace).filter(each => ownedBy(each, deployment))
  const status = deploymentStatus(latest, { all, hash, now })
  store.update(latest, draft => {
    draft.status = status.status
  })
  if (status.deadline !== undefined) {
    controller.enqueueAt(status.deadline, deployment.metadata.namespace, deployment.metadata.name)
  }
}

function plan(deployment: Deployment, current: ReplicaSet | undefined, old: readonly ReplicaSet[]): Wanted[] {
  const replicas = deployment.spec?.replicas ?? 0
  // While paused only the newest set follows the count.
  if (!current) return old.slice(-1).map(replicaSet => ({ replicaSet, replicas }))
  const situation = { replicas, current, old }
  return deployment.spec?.strategy?.type === 'Recreate'
    ? recreate(situation)
    : rollingUpdate(situation, deployment.spec?.strategy?.rollingUpdate ?? {})
}

/** Stands for the controller's hash: the same for the same template, and made of the letters it uses. */
function templateHash(deployment: Deployment): string {
  const digest = createHash('sha256').update(canonical(deployment.spec?.template)).digest()
  return [...digest.subarray(0, 10)].map(byte => 'bcdfghjklmnpqrstvwxz2456789'[byte % 27]).join('')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${key}:${canonical(item)}`).join()}}`
}

function createReplicaSet(
  { store }: Machinery,
  deployment: Deployment,
  { hash, revision }: { hash: string; revision: number },
): ReplicaSet {
  const { name, namespace } = deployment.metadata
  const template = structuredClone(deployment.spec?.template) ?? {}
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  return store.create(replicaSets, {
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas: 0,
      minReadySeconds: deployment.spec?.minReadySeconds ?? 0,
      selector: { matchLabels: { ...deployment.spec?.selector?.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  })
}
