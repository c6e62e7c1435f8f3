// The client of a drill: a Job in the isolated namespace that connects to the restored cluster, reads, and exits.
import { RUN_ANNOTATION, runLabels } from '../../domain/kubernetes-labels.ts'
import type { Platform } from '../../domain/platform.ts'
import { nameSuffix } from '../../domain/run.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { type Job, resources } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

type Drill = Platform['drill']

export interface Address {
  readonly host: string
  readonly port: number
  readonly database: string
}

export interface ClientJob {
  readonly name: string
  readonly uid: string
  /** The run that made it; null when it does not say. */
  readonly run: string | null
  readonly state: 'running' | 'complete' | 'failed'
  /** From start to completion. */
  readonly seconds: number | null
  /** Why it failed. */
  readonly reason: string
}

/** Seconds after which Kubernetes stops it: a pull of the image, a pod's start and one query take well under a minute. */
const DEADLINE = 300
/** Seconds that its result can be read: longer than the wait for it, which is 15 minutes. */
const LIFETIME = 3600
/** One more try: the first may meet a node that is still pulling or a name that is not resolved yet. */
const BACKOFF_LIMIT = 1
/** Opens a session with the restored accounts and reads through the network path that pods use. */
const QUERY = 'SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()'

export const drillClients = (environment: Environment, { run }: Caller) => ({
  of: (clusterName: string, drill: Drill) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const { namespace } = drill
    const name = `muster-client${nameSuffix(run)}`
    return {
      name,
      /** Creates it, or finds what has its name: the caller looks whose it is. */
      async start(address: Address): Promise<ClientJob> {
        const metadata = { name, namespace, labels: { ...runLabels(run) }, annotations: { [RUN_ANNOTATION]: run.id } }
        const { object } = await kubernetes.create(resources.job, {
          metadata,
          spec: jobSpec(drill, address, runLabels(run)),
        })
        return clientJob(object)
      },
      async find(): Promise<ClientJob | undefined> {
        const found = await kubernetes.get(resources.job, { namespace, name })
        return found && clientJob(found)
      },
      /** What the last container said as it failed: MySQL's own error, which holds no password. */
      async lastWords(): Promise<string> {
        const pods = await kubernetes.podsOf(namespace, `job-name=${name}`)
        const endings = pods
          .flatMap(({ status }) => status?.containerStatuses ?? [])
          .map(({ state }) => state?.terminated ?? state?.waiting)
        return endings.flatMap(ending => ending?.message ?? ending?.reason ?? []).at(-1) ?? ''
      },
      podsLeft: async (): Promise<number> => (await kubernetes.podsOf(namespace, `job-name=${name}`)).length,
      /** With its pods, and only this very Job. */
      remove: (uid: string) =>
        kubernetes.delete(resources.job, { namespace, name }, { propagation: 'Background', uid }),
    }
  },
})

function jobSpec(drill: Drill, address: Address, labels: Readonly<Record<string, string>>): Job['spec'] {
  return {
    activeDeadlineSeconds: DEADLINE,
    // A creation that arrives when the drill is over makes a Job that nobody removes: it goes by itself.
    ttlSecondsAfterFinished: LIFETIME,
    backoffLimit: BACKOFF_LIMIT,
    template: {
      metadata: { labels: { ...labels } },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: drill.serviceAccount,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        // 999 is the user `mysql` of the stock image.
        securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [container(drill, address)],
      },
    },
  }
}

function container({ image, readerSecret }: Drill, { host, port, database }: Address) {
  const from = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: readerSecret, key } } })
  const options = [`--host=${host}`, `--port=${port}`, '--user=$(DATABASE_USER)', `--database=${database}`]
  return {
    name: 'client',
    image,
    command: ['mysql'],
    args: [
      ...options,
      '--ssl-mode=REQUIRED',
      '--connect-timeout=10',
      '--batch',
      '--skip-column-names',
      `--execute=${QUERY}`,
    ],
    // MYSQL_PWD keeps the password out of the arguments, which anyone who may list pods can read.
    env: [from('DATABASE_USER', 'username'), from('MYSQL_PWD', 'password')],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  }
}

function clientJob({ metadata, status }: Job): ClientJob {
  const held = (type: string) => status?.conditions?.find(each => each.type === type && each.status === 'True')
  const [complete, failed] = [held('Complete'), held('Failed')]
  const { startTime, completionTime } = status ?? {}
  return {
    name: metadata.name,
    uid: metadata.uid,
    run: metadata.annotations?.[RUN_ANNOTATION] ?? null,
    state: complete ? 'complete' : failed ? 'failed' : 'running',
    seconds: startTime && completionTime ? (Date.parse(completionTime) - Date.parse(startTime)) / 1000 : null,
    reason: [failed?.reason, failed?.message].filter(Boolean).join(': '),
  }
}
