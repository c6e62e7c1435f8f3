// WordPress in its Kubernetes cluster, in the words of the runbook: its scale, jobs, secret copy, cache and Argo CD.
import { AUTOMATED_BEFORE, SUSPENDED_BY_MUSTER } from '../../domain/kubernetes-labels.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Workload } from '../../domain/workload.ts'
import type { Environment } from '../environment.ts'
import { secretCopy } from './cluster/secret-copy.ts'
import {
  type CronJob,
  type Deployment,
  type KubernetesGateway,
  type Pod,
  resources,
  type StatefulSet,
} from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

type KubernetesPlatform = Platform['kubernetes']
type ArgoApplication = NonNullable<KubernetesPlatform['argoApplication']>

export interface Argo {
  readonly selfHeal: boolean
  /** `spec.syncPolicy.automated` as JSON text, or what it was before a run paused it; null: synced by hand. */
  readonly automated: string | null
}

export interface RunningPod {
  readonly name: string
  readonly terminating: boolean
  /** Why a container does not run, such as `CrashLoopBackOff`; empty when all do. */
  readonly waiting: string
}

export const cluster = (environment: Environment) => ({
  of: (platform: KubernetesPlatform) => {
    const kubernetes = kubernetesOf(environment, platform.clusterName)
    return {
      ...workloads(kubernetes, platform),
      ...jobs(kubernetes, platform),
      ...argo(kubernetes),
      ...secretCopy(kubernetes, platform),
    }
  },
})

function workloads(kubernetes: KubernetesGateway, { namespace }: KubernetesPlatform) {
  return {
    deployment: (name: string): Promise<Deployment | undefined> =>
      kubernetes.get(resources.deployment, { namespace, name }),

    /** The autoscaler of that deployment. */
    async autoscaler(deployment: string): Promise<{ name: string; min: number; max: number } | null> {
      const all = await kubernetes.list(resources.autoscaler, { namespace })
      const found = all.find(
        ({ spec }) => spec?.scaleTargetRef.kind === 'Deployment' && spec.scaleTargetRef.name === deployment,
      )
      return found?.spec
        ? { name: found.metadata.name, min: found.spec.minReplicas ?? 1, max: found.spec.maxReplicas }
        : null
    },

    /**
     * @param next the wanted replicas, given those wanted now
     * @returns the replicas wanted before; undefined when there is no such deployment
     */
    scale: (name: string, next: (now: number) => number): Promise<number | undefined> =>
      kubernetes.rescale(resources.deployment, { namespace, name }, next),

    /** Pods with these labels, terminating ones included. */
    pods: async (selector: string): Promise<readonly RunningPod[]> =>
      (await kubernetes.podsOf(namespace, selector)).map(runningPod),

    /** Replaces the pods once per set of annotations. @returns false when there is no such deployment. */
    async restart(name: string, annotations: Readonly<Record<string, string>>): Promise<boolean> {
      const patch = { spec: { template: { metadata: { annotations } } } }
      return (await kubernetes.patch(resources.deployment, { namespace, name }, patch)) !== undefined
    },
  }
}

function jobs(kubernetes: KubernetesGateway, { namespace }: KubernetesPlatform) {
  return {
    cronJobs: async () => (await kubernetes.list(resources.cronJob, { namespace })).map(cronJob),

    /** Those that people have not; each remembers who suspended it. @returns the names of those that are there */
    async suspendAll({ cronJobs }: Pick<Workload, 'cronJobs'>, suspend: boolean): Promise<string[]> {
      const annotations = { [SUSPENDED_BY_MUSTER]: suspend ? 'true' : null }
      const patch = { metadata: { annotations }, spec: { suspend } }
      const done: string[] = []
      for (const { name } of cronJobs.filter(each => !each.suspended))
        if (await kubernetes.patchAsSeen(resources.cronJob, { namespace, name }, () => patch)) done.push(name)
      return done
    },
  }
}

const cronJob = ({ metadata, spec, status }: CronJob) => ({
  name: metadata.name,
  /** By people. What a run suspended and could not resume is to run again like the rest. */
  suspended: (spec?.suspend ?? false) && metadata.annotations?.[SUSPENDED_BY_MUSTER] === undefined,
  /** Jobs that still run; suspending does not stop them. */
  active: (status?.active ?? []).map(({ name }) => name ?? ''),
})

function argo(kubernetes: KubernetesGateway) {
  return {
    async argo(application: ArgoApplication): Promise<Argo | undefined> {
      const found = await kubernetes.get(resources.application, application)
      if (!found) return undefined
      const { automated } = found.spec.syncPolicy ?? {}
      const on = automated !== undefined && automated.enabled !== false
      // Paused by a run that could not give the policy back: it is still the application's own.
      const before = found.metadata.annotations?.[AUTOMATED_BEFORE] ?? null
      return { selfHeal: on && automated.selfHeal === true, automated: automated ? JSON.stringify(automated) : before }
    },

    /**
     * Null: synced by hand from now on, and `before` is what the application remembers meanwhile.
     * @returns false when there is no such application
     */
    async setAutomated(
      application: ArgoApplication,
      automated: object | null,
      before: string | null = null,
    ): Promise<boolean> {
      const patch = { metadata: { annotations: { [AUTOMATED_BEFORE]: before } }, spec: { syncPolicy: { automated } } }
      return (await kubernetes.patchAsSeen(resources.application, application, () => patch)) !== undefined
    },
  }
}

function runningPod({ metadata, status }: Pod): RunningPod {
  const reasons = (status?.containerStatuses ?? []).flatMap(({ state }) => state?.waiting?.reason ?? [])
  return {
    name: metadata.name,
    terminating: metadata.deletionTimestamp !== undefined,
    waiting: [...new Set(reasons)].join(', '),
  }
}

/** A deployment's selector as the text that lists take. */
export function selectorOf({ spec }: Pick<Deployment | StatefulSet, 'spec'>): string {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {}
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const sets = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
  })
  return [...equal, ...sets].join(',')
}

/** Do its containers take anything from the Secret of that name? */
export function usesSecret({ spec }: Deployment, name: string): boolean {
  const { containers = [], volumes = [] } = spec?.template.spec ?? {}
  const inEnvironment = containers.some(
    ({ env = [], envFrom = [] }) =>
      env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name === name) ||
      envFrom.some(({ secretRef }) => secretRef?.name === name),
  )
  return inEnvironment || volumes.some(({ secret }) => secret?.secretName === name)
}
