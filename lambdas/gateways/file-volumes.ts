// Volumes and claims of file systems: those through which Jobs mount a root, and the swap of the one WordPress uses.
import type { Mounted } from '../../domain/files/program.ts'
import { EFS_DRIVER, handleText } from '../../domain/files/volume-handle.ts'
import { RUN_ANNOTATION, runLabels } from '../../domain/kubernetes-labels.ts'
import { nameSuffix } from '../../domain/run.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import type { JobPlace } from './file-jobs.ts'
import { type KubernetesGateway, type PersistentVolume, type PersistentVolumeClaim, resources } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

/** Name of the volume, and of the claim, through which a run mounts a file system. */
export const mountName = (run: Caller['run'], what: Mounted): string => `muster-${what}${nameSuffix(run)}`

export interface Mount {
  readonly what: Mounted
  readonly fileSystemId: string
  /** Null mounts the root as whoever the pod is. */
  readonly accessPoint: string | null
  /** Of a mount target; null mounts by the file system's name. */
  readonly address: string | null
  /** As production's volume has them: its file-system policy may want them. */
  readonly options: readonly string[]
}

export interface NewVolume {
  readonly name: string
  readonly handle: string
  readonly claim: { readonly namespace: string; readonly name: string }
  readonly storageClass: string
  readonly accessModes: readonly string[]
  readonly capacity: string
  readonly options: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
}

export type FileVolumes = ReturnType<ReturnType<typeof fileVolumes>['in']>

export const fileVolumes = (environment: Environment, { run }: Caller) => ({
  in: ({ clusterName, namespace }: JobPlace) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const marks = { labels: { ...runLabels(run) }, annotations: { [RUN_ANNOTATION]: run.id } }
    return {
      ...removing(kubernetes, namespace),
      ...claims(kubernetes, namespace),
      findVolume: (name: string) => kubernetes.get(resources.persistentVolume, { name }),
      /** Creates it, or finds what has its name: the caller looks whose it is. */
      createVolume: async (volume: NewVolume): Promise<PersistentVolume> => {
        // It outlives the run, and is no object of it.
        const named = { labels: {}, annotations: marks.annotations }
        return (await kubernetes.create(resources.persistentVolume, volumeOf(volume, named))).object
      },
      /** A volume and a claim of one name, bound to each other and to nobody else. */
      mount: async (mount: Mount): Promise<{ readonly name: string; readonly runs: readonly (string | null)[] }> => {
        const name = mountName(run, mount.what)
        const volume = await kubernetes.create(
          resources.persistentVolume,
          rootVolume(mount, { name, namespace, marks }),
        )
        const claim = await kubernetes.create(resources.persistentVolumeClaim, rootClaim({ name, namespace, marks }))
        return { name, runs: [volume, claim].map(({ object }) => runOf(object)) }
      },
    }
  },
})

export const runOf = ({ metadata }: Pick<PersistentVolume, 'metadata'>): string | null =>
  metadata.annotations?.[RUN_ANNOTATION] ?? null

/** Placeholder: EFS grows by itself, but the sizes of volume and claim must agree (aws-behaviour 3.3). */
const SIZE = '1Gi'

type Marks = { readonly labels: Record<string, string>; readonly annotations: Record<string, string> }

interface Own {
  readonly name: string
  readonly namespace: string
  readonly marks: Marks
}

function rootVolume({ fileSystemId, accessPoint, address, options }: Mount, { name, namespace, marks }: Own) {
  const handle = handleText({ prefix: '', fileSystemId, path: '', accessPoint })
  const claim = { namespace, name }
  const attributes: Record<string, string> = address === null ? {} : { mounttargetip: address }
  const rest = { storageClass: '', accessModes: ['ReadWriteMany'], capacity: SIZE, attributes }
  return volumeOf({ name, handle, claim, options, ...rest }, marks)
}

/** An empty class on both sides: left out, the claim would get the cluster's default and match nothing. */
const rootClaim = ({ name, namespace, marks }: Own) => ({
  metadata: { name, namespace, ...marks },
  spec: {
    accessModes: ['ReadWriteMany'],
    storageClassName: '',
    volumeName: name,
    resources: { requests: { storage: SIZE } },
  },
})

function volumeOf({ name, handle, claim, storageClass, accessModes, capacity, ...rest }: NewVolume, marks: Marks) {
  const { options, attributes } = rest
  return {
    metadata: { name, ...marks },
    spec: {
      capacity: { storage: capacity },
      accessModes: [...accessModes],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: storageClass,
      volumeMode: 'Filesystem',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim },
      ...(options.length > 0 && { mountOptions: [...options] }),
      csi: {
        driver: EFS_DRIVER,
        volumeHandle: handle,
        ...(Object.keys(attributes).length > 0 && { volumeAttributes: { ...attributes } }),
      },
    },
  }
}

function removing(kubernetes: KubernetesGateway, namespace: string) {
  return {
    /** Only this very object; what uses it holds it back for a while. */
    removeClaim: (name: string, uid: string) =>
      kubernetes.delete(resources.persistentVolumeClaim, { namespace, name }, { uid }),
    removeVolume: (name: string, uid: string) => kubernetes.delete(resources.persistentVolume, { name }, { uid }),
  }
}

function claims(kubernetes: KubernetesGateway, namespace: string) {
  return {
    findClaim: (name: string): Promise<PersistentVolumeClaim | undefined> =>
      kubernetes.get(resources.persistentVolumeClaim, { namespace, name }),
    deployment: (name: string) => kubernetes.get(resources.deployment, { namespace, name }),
    /** Kept when its claim goes; what is in it goes with it otherwise (C31). */
    setReclaimPolicy: (name: string, policy: string) =>
      kubernetes.patchAsSeen(resources.persistentVolume, { name }, () => ({
        spec: { persistentVolumeReclaimPolicy: policy },
      })),
    /** Makes a released volume take the claim of that name again, whatever the uid of the claim will be. */
    reserve: (name: string, claim: string) =>
      kubernetes.patch(
        resources.persistentVolume,
        { name },
        { spec: { claimRef: { namespace, name: claim, uid: null, resourceVersion: null } } },
      ),
    createClaim: (name: string, claim: Pick<PersistentVolumeClaim, 'spec'> & Partial<Marks>) =>
      kubernetes.create(resources.persistentVolumeClaim, {
        metadata: {
          ...{ name, namespace },
          ...(claim.labels && { labels: claim.labels }),
          ...(claim.annotations && { annotations: claim.annotations }),
        },
        spec: claim.spec,
      }),
  }
}
