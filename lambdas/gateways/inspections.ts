// A look into a restored volume in a drill: a volume and a claim in the isolated namespace, and a Job that mounts it read-only.

import { RUN_ANNOTATION, runLabels } from '../../domain/kubernetes-labels.ts'
import { INSPECTION, type InspectionSettings } from '../../domain/monitoring/inspection.ts'
import { type RestoredVolume, restoredName, type Store, type StoreName } from '../../domain/monitoring/store.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { claimSpec, claims } from './claims.ts'
import { type Job, type KubernetesGateway, type Metadata, type Resource, resources } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

type Drill = Platform['drill']

export interface Look {
  readonly store: Store
  readonly made: RestoredVolume
  readonly image: string
}

/** MiB a second at which a volume can be read through: what gp3 has without being asked (EBS user guide). */
const ORDINARY = 125
/** And while its blocks still come from the snapshot, perhaps: a Job that is slower is stopped. */
const SLOWEST = 25
const deadlineSeconds = (sizeGib: number): number => 900 + Math.ceil((sizeGib * 1024) / SLOWEST)
/** Seconds until its pod has started, and until a full volume would be read. */
const expectedSeconds = ({ disk }: Store, sizeGib: number): number =>
  20 + Math.ceil((sizeGib * 1024) / (disk.throughput ?? ORDINARY))
const LIFETIME = 3600
/** The operator puts Prometheus' database into a directory of its own; Grafana's lies at the root (aws-behaviour 3.3.2). */
const DIRECTORIES: Readonly<Record<StoreName, string>> = {
  prometheus: `${INSPECTION.mount}/prometheus-db`,
  grafana: INSPECTION.mount,
}

export const inspections = (environment: Environment, caller: Caller) => ({
  of: (
    clusterName: string,
    { namespace, serviceAccount }: Pick<Drill, 'namespace' | 'serviceAccount'>,
    store: StoreName,
  ) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const { run } = caller
    const name = restoredName(run, store)
    const metadata = { name, namespace, labels: { ...runLabels(run) }, annotations: { [RUN_ANNOTATION]: run.id } }
    const isOurs = (found: { readonly metadata: Metadata } | undefined) =>
      found?.metadata.annotations?.[RUN_ANNOTATION] === run.id
    const volumes = claims(environment, caller).of(clusterName)
    const find = async (): Promise<Job | undefined> => {
      const found = await kubernetes.get(resources.job, { namespace, name })
      return isOurs(found) ? found : undefined
    }
    return {
      name,
      /** @returns seconds that it will probably take at most; null when something of that name belongs to somebody else */
      async start({ store: of, made, image }: Look): Promise<number | null> {
        await volumes.present({ name, store: of, disk: made, claim: { namespace, name } })
        const claim = await kubernetes.create(resources.persistentVolumeClaim, { metadata, spec: claimSpec(of, name) })
        if (!isOurs(claim.object)) return null
        const deadline = deadlineSeconds(made.sizeGib)
        const spec = jobSpec({ name, image, serviceAccount, labels: metadata.labels, store, deadline })
        const { object } = await kubernetes.create(resources.job, { metadata, spec })
        return isOurs(object) ? expectedSeconds(of, made.sizeGib) : null
      },
      find,
      /** What the program said at its end, or why it does not run. */
      words: async (): Promise<string> => {
        const pods = await kubernetes.podsOf(namespace, `job-name=${name}`)
        const states = pods.flatMap(({ status }) => status?.containerStatuses ?? []).map(({ state }) => state)
        return states.flatMap(state => state?.terminated?.message ?? state?.waiting?.reason ?? []).at(-1) ?? ''
      },
      /** Asks for the deletion of everything; what is in use goes by itself when it no longer is (aws-behaviour 3.3). */
      async remove(): Promise<void> {
        await removed(kubernetes, resources.job, { namespace, name }, isOurs)
        await removed(kubernetes, resources.persistentVolumeClaim, { namespace, name }, isOurs)
        await removed(kubernetes, resources.persistentVolume, { name }, isOurs)
      },
      /** What is there still, in words. */
      async left(): Promise<readonly string[]> {
        const job = (await find()) ? [`the Job ${name}`] : []
        const pods = await kubernetes.podsOf(namespace, `job-name=${name}`)
        const claim = await kubernetes.get(resources.persistentVolumeClaim, { namespace, name })
        const held = isOurs(claim) ? [`the claim ${name}`] : []
        const volume = isOurs(await kubernetes.get(resources.persistentVolume, { name })) ? [`the volume ${name}`] : []
        return [...job, ...pods.map(pod => `the pod ${pod.metadata.name}`), ...held, ...volume]
      },
    }
  },
})

/** Only this run's, and only the very object that was looked at. */
async function removed<T extends { readonly metadata: Metadata }>(
  kubernetes: KubernetesGateway,
  resource: Resource<T>,
  place: { readonly namespace?: string; readonly name: string },
  isOurs: (found: T) => boolean,
): Promise<void> {
  const found = await kubernetes.get(resource, place)
  if (found && isOurs(found)) await kubernetes.delete(resource, place, { uid: found.metadata.uid })
}

interface Wanted {
  readonly name: string
  readonly image: string
  readonly serviceAccount: string
  readonly labels: Readonly<Record<string, string>>
  readonly store: StoreName
  readonly deadline: number
}

const jobSpec = ({ name, image, serviceAccount, labels, store, deadline }: Wanted): Job['spec'] => ({
  activeDeadlineSeconds: deadline,
  // A creation that arrives when the drill is over makes a Job that nobody removes: it goes by itself.
  ttlSecondsAfterFinished: LIFETIME,
  backoffLimit: 1,
  template: {
    metadata: { labels: { ...labels } },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // 1000 is the user `node` of the stock image. The group lets it read whoever wrote the files.
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 2000,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [
        { name: 'volume', persistentVolumeClaim: { claimName: name } },
        { name: 'program', configMap: { name: INSPECTION.configMap } },
      ],
      containers: [container(image, { store, directory: DIRECTORIES[store] })],
    },
  },
})

const container = (image: string, settings: InspectionSettings) => ({
  name: 'look',
  image,
  command: ['node'],
  args: [`/program/${INSPECTION.key}`, JSON.stringify(settings)],
  volumeMounts: [
    { name: 'volume', mountPath: INSPECTION.mount, readOnly: true },
    { name: 'program', mountPath: '/program', readOnly: true },
  ],
  terminationMessagePolicy: 'FallbackToLogsOnError',
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
})
