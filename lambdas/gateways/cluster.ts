// WordPress in its Kubernetes cluster, in the words of the runbook: its scale, jobs, secret copy, cache and Argo CD.
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import { secretCopy } from './cluster/secret-copy.ts'
import { type CronJob, type Deployment, type KubernetesGateway, type Pod, resources } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

type KubernetesPlatform = Platform['kubernetes']
type ArgoApplication = NonNullable<KubernetesPlatform['argoApplication']>

export interface Argo {
  readonly selfHeal: boolean
  /** `spec.syncPolicy.automated` as JSON text; null when the application is synced by hand. */
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
    async scale(name: string, next: (now: number) => number): Promise<number | undefined> {
      const before = (await kubernetes.getScale(resources.deployment, { namespace, name }))?.replicas
      if (before !== undefined && next(before) !== before)
        await kubernetes.patchScale(resources.deployment, { namespace, name }, next(before))
      return before
    },

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

    /** @returns false when there is no such CronJob. */
    async suspend(name: string, suspend: boolean): Promise<boolean> {
      return (await kubernetes.patch(resources.cronJob, { namespace, name }, { spec: { suspend } })) !== undefined
    },
  }
}

const cronJob = ({ metadata, spec, status }: CronJob) => ({
  name: metadata.name,
  suspended: spec?.suspend ?? false,
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
      return { selfHeal: on && automated.selfHeal === true, automated: automated ? JSON.stringify(automated) : null }
    },

    /** Null: synced by hand from now on. @returns false when there is no such application. */
    async setAutomated(application: ArgoApplication, automated: object | null): Promise<boolean> {
      return (
        (await kubernetes.patch(resources.application, application, { spec: { syncPolicy: { automated } } })) !==
        undefined
      )
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
export function selectorOf({ spec }: Deployment): string {
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
