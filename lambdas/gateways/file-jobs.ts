// The Jobs that work on files in the cluster: started with the program from its ConfigMap, read by what they said last.
import {
  deadlineSeconds,
  type JobMode,
  type JobTask,
  listingsOf,
  type Mounted,
  PROGRAM,
} from '../../domain/files/program.ts'
import { RUN_ANNOTATION, runLabels, selectorOfRun } from '../../domain/kubernetes-labels.ts'
import type { Platform } from '../../domain/platform.ts'
import { nameSuffix, shortName } from '../../domain/run.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { mountName } from './file-volumes.ts'
import { type ConfigMap, type Job, resources } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

/** Where Jobs run: in the namespace of WordPress, or in the drill's. */
export interface JobPlace {
  readonly clusterName: string
  readonly namespace: string
}

export interface FileJob {
  readonly name: string
  readonly uid: string
  /** The run that made it; null when it does not say. */
  readonly run: string | null
  readonly state: 'running' | 'complete' | 'failed'
  /** Why it failed, as Kubernetes says it. */
  readonly reason: string
  /** From start to completion. */
  readonly seconds: number | null
}

/** One more try: an attempt goes on where an earlier one ended. */
const BACKOFF_LIMIT = 1
/** Seconds that its result can be read: a run may be paused for a day. */
const LIFETIME = 86_400
/** User `node` of the stock image; drills may not be root in their namespace. */
const UNPRIVILEGED = 1000
const MOUNTED_AT: Readonly<Record<Mounted, string>> = { live: '/mnt/live', restored: '/mnt/restored' }
const PROGRAM_AT = '/muster'

interface Asked {
  readonly mode: JobMode
  readonly task: JobTask
  readonly copy: Platform['files']['copy']
}

export type FileJobs = ReturnType<ReturnType<typeof fileJobs>['in']>

export const jobName = (run: Caller['run'], what: string): string => `muster-${what}${nameSuffix(run)}`

export const fileJobs = (environment: Environment, { run }: Caller) => ({
  in: ({ clusterName, namespace }: JobPlace) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const place = (what: string) => ({ namespace, name: jobName(run, what) })
    return {
      /** Creates it, or finds what has its name: the caller looks whose it is. */
      async start(asked: Asked): Promise<FileJob> {
        const labels = { ...runLabels(run), [PROGRAM.label]: PROGRAM.version }
        const metadata = { ...place(asked.task.what), labels, annotations: { [RUN_ANNOTATION]: run.id } }
        const spec = jobSpec(asked, { environment, run, labels })
        return fileJob((await kubernetes.create(resources.job, { metadata, spec })).object)
      },
      async find(what: string): Promise<FileJob | undefined> {
        const found = await kubernetes.get(resources.job, place(what))
        return found && fileJob(found)
      },
      /** What its pods said as they ended, the last one's at the end: `wait` is why one does not start. */
      async words(what: string): Promise<{ readonly said: readonly string[]; readonly wait: string }> {
        const pods = await kubernetes.podsOf(namespace, `job-name=${jobName(run, what)}`)
        const states = pods.flatMap(({ status }) => status?.containerStatuses ?? []).map(({ state }) => state)
        return {
          said: states.flatMap(state => state?.terminated?.message ?? []),
          wait: states.flatMap(state => state?.waiting?.message ?? state?.waiting?.reason ?? []).at(-1) ?? '',
        }
      },
      podsLeft: async (what: string): Promise<number> =>
        (await kubernetes.podsOf(namespace, `job-name=${jobName(run, what)}`)).length,
      /** With its pods, and only this very Job. */
      remove: (what: string, uid: string) =>
        kubernetes.delete(resources.job, place(what), { propagation: 'Background', uid }),
      /** Every Job of this run. */
      ofRun: async (): Promise<readonly FileJob[]> => {
        return (await kubernetes.list(resources.job, { namespace, labels: selectorOfRun(run) })).map(fileJob)
      },
      removeNamed: (name: string, uid: string) =>
        kubernetes.delete(resources.job, { namespace, name }, { propagation: 'Background', uid }),
      program: (): Promise<ConfigMap | undefined> =>
        kubernetes.get(resources.configMap, { namespace, name: PROGRAM.configMap }),
    }
  },
})

interface Surroundings {
  readonly environment: Environment
  readonly run: Caller['run']
  readonly labels: Readonly<Record<string, string>>
}

function jobSpec(asked: Asked, { environment, run, labels }: Surroundings): Job['spec'] {
  const { task, copy } = asked
  const drill = run.mode === 'drill'
  const mounted = [...new Set([task.live, task.restored])]
  const claims = mounted.map(each => ({
    name: each,
    persistentVolumeClaim: { claimName: mountName(run, each), readOnly: drill },
  }))
  return {
    activeDeadlineSeconds: deadlineSeconds(asked.mode, task.work),
    ttlSecondsAfterFinished: LIFETIME,
    backoffLimit: BACKOFF_LIMIT,
    template: {
      metadata: { labels: { ...labels } },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: copy.serviceAccount,
        enableServiceLinks: false,
        // Owners, groups and modes are root's to give; a drill only reads, and its access point reads as root.
        securityContext: drill
          ? { runAsNonRoot: true, runAsUser: UNPRIVILEGED, seccompProfile: { type: 'RuntimeDefault' } }
          : { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } },
        volumes: [{ name: 'program', configMap: { name: PROGRAM.configMap } }, ...claims],
        containers: [container(asked, { environment, run })],
      },
    },
  }
}

function container({ mode, task, copy }: Asked, { environment, run }: Omit<Surroundings, 'labels'>) {
  const { directory, restoredBetween, items, approved } = task
  const settings = {
    ...{ mode, live: MOUNTED_AT[task.live], restored: MOUNTED_AT[task.restored], run: shortName(run.id) },
    ...{ restoredBetween, directory, items, approved },
    // Where the copy will be made on the same file system, it must know what of it was approved.
    keep: mode === 'list' && task.live === task.restored,
  }
  const drill = run.mode === 'drill'
  return {
    name: 'copy-back',
    image: copy.image,
    command: ['node', `${PROGRAM_AT}/${PROGRAM.key}`],
    args: [JSON.stringify(settings)],
    env: [
      { name: 'AWS_REGION', value: environment.region },
      { name: 'EVIDENCE_BUCKET', value: environment.settings.EVIDENCE_BUCKET },
      { name: 'EVIDENCE_PREFIX', value: listingsOf(run.id) },
    ],
    volumeMounts: [
      { name: 'program', mountPath: PROGRAM_AT, readOnly: true },
      ...[...new Set([task.live, task.restored])].map(each => ({
        name: each,
        mountPath: MOUNTED_AT[each],
        readOnly: drill,
      })),
    ],
    resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      // Root without these may neither read nor give away what is other people's.
      capabilities: drill
        ? { drop: ['ALL'] }
        : { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID'] },
    },
  }
}

function fileJob({ metadata, status }: Job): FileJob {
  const held = (type: string) => status?.conditions?.find(each => each.type === type && each.status === 'True')
  const [complete, failed] = [held('Complete'), held('Failed')]
  const { startTime, completionTime } = status ?? {}
  return {
    name: metadata.name,
    uid: metadata.uid,
    run: metadata.annotations?.[RUN_ANNOTATION] ?? null,
    state: complete ? 'complete' : failed ? 'failed' : 'running',
    reason: [failed?.reason, failed?.message].filter(Boolean).join(': '),
    seconds: startTime && completionTime ? (Date.parse(completionTime) - Date.parse(startTime)) / 1000 : null,
  }
}
