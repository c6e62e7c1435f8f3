// A claim moved from one volume to another: neither can be changed in place, so both are made anew under the claim's name.
import { NameTaken, NotProven, Unavailable } from '../../domain/errors.ts'
import { RUN_ANNOTATION, runLabels } from '../../domain/kubernetes-labels.ts'
import { holdersText } from '../../domain/monitoring/claim.ts'
import type { RestoredVolume, Store } from '../../domain/monitoring/store.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import {
  type KubernetesGateway,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Place,
  type Pod,
  resources,
} from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

/** What a PersistentVolume for a restored disk is made of. */
export interface Presented {
  readonly name: string
  readonly store: Store
  readonly disk: Pick<RestoredVolume, 'id' | 'zone' | 'sizeGib'>
  /** The claim it is reserved for. */
  readonly claim: { readonly namespace: string; readonly name: string }
}

export const ZONE_LABEL = 'topology.kubernetes.io/zone'
export const EBS_DRIVER = 'ebs.csi.aws.com'

export function claims(environment: Environment, { run }: Caller) {
  return {
    of: (clusterName: string) => {
      const kubernetes = kubernetesOf(environment, clusterName)
      const marks = { labels: { ...runLabels(run) }, annotations: { [RUN_ANNOTATION]: run.id } }
      return {
        ...releasing(kubernetes),
        /** Makes the PersistentVolume, or finds the one an earlier attempt made. */
        async present(given: Presented): Promise<void> {
          const { object } = await kubernetes.create(resources.persistentVolume, {
            metadata: { name: given.name, ...marks },
            spec: volumeSpec(given),
          })
          if (object.metadata.annotations?.[RUN_ANNOTATION] !== run.id || handleOf(object) !== given.disk.id)
            throw new NameTaken(
              `the PersistentVolume ${given.name} exists for ${handleOf(object)}, expected this run's for ${given.disk.id}; remove it`,
            )
        },
        /** Removes the PersistentVolume that this run made; the disk stays. */
        async withdraw(name: string): Promise<void> {
          const found = await kubernetes.get(resources.persistentVolume, { name })
          if (!found) return
          if (found.metadata.annotations?.[RUN_ANNOTATION] !== run.id)
            throw new NameTaken(`the PersistentVolume ${name} does not belong to this run; it was left alone`)
          await kubernetes.delete(resources.persistentVolume, { name }, { uid: found.metadata.uid })
        },
        /** Makes the store's claim on that volume, as it was: name, labels, class, size. */
        async bind(store: Store, volumeName: string): Promise<void> {
          const { object } = await kubernetes.create(resources.persistentVolumeClaim, {
            metadata: {
              name: store.claim.name,
              namespace: store.namespace,
              labels: { ...store.claim.labels },
              annotations: marks.annotations,
            },
            spec: claimSpec(store, volumeName),
          })
          assertOn(object, volumeName)
        },
      }
    },
  }
}

export type Claims = ReturnType<ReturnType<typeof claims>['of']>

function releasing(kubernetes: KubernetesGateway) {
  return {
    /**
     * Sees the claim off one volume; a claim on `to` is left alone, for an earlier attempt has made it.
     * A claim that is deleted under a pod stays half deleted until the pod is gone, and cannot be kept after all: while one
     * uses it, nothing is changed.
     * @throws Unavailable while a pod uses it, or it is being deleted. NameTaken when it is on another volume.
     */
    async release({ namespace, claim }: Store, { from, to }: { readonly from: string; readonly to: string }) {
      const place = { namespace, name: claim.name }
      const found = await kubernetes.get(resources.persistentVolumeClaim, place)
      if (!found || volumeOf(found) === to) return
      if (volumeOf(found) !== from)
        throw new NameTaken(
          `the claim ${namespace}/${claim.name} is on ${volumeOf(found) || 'no volume'}, expected ${from}; nothing was changed`,
        )
      await assertRetained(kubernetes, from)
      await assertUnused(kubernetes, place)
      await kubernetes.delete(resources.persistentVolumeClaim, place, { uid: found.metadata.uid })
      const left = await kubernetes.get(resources.persistentVolumeClaim, place)
      if (left) throw new Unavailable(beingDeleted(left))
    },
    /** Makes a released volume available again, for the claim of that name and for no other. */
    async free(name: string): Promise<void> {
      const found = await kubernetes.get(resources.persistentVolume, { name })
      if (found?.status?.phase !== 'Released') return
      await kubernetes.patch(
        resources.persistentVolume,
        { name },
        { spec: { claimRef: { uid: null, resourceVersion: null } } },
      )
    },
  }
}

/** With `Delete` the disk would go with its claim (aws-behaviour C31). */
async function assertRetained(kubernetes: KubernetesGateway, name: string): Promise<void> {
  const found = await kubernetes.get(resources.persistentVolume, { name })
  const policy = found?.spec?.persistentVolumeReclaimPolicy
  if (found && policy !== 'Retain')
    throw new NotProven(
      `the PersistentVolume ${name} has the reclaim policy ${policy}, expected Retain: its disk would be deleted`,
    )
}

async function assertUnused(kubernetes: KubernetesGateway, { namespace, name }: Required<Place>): Promise<void> {
  const uses = ({ spec, status }: Pod) =>
    spec?.volumes?.some(each => each.persistentVolumeClaim?.claimName === name) &&
    status?.phase !== 'Succeeded' &&
    status?.phase !== 'Failed'
  const [user] = (await kubernetes.list(resources.pod, { namespace })).filter(uses)
  if (user)
    throw new Unavailable(
      `the claim ${namespace}/${name} is used by the pod ${user.metadata.name}; nothing was changed`,
    )
}

function assertOn(claim: PersistentVolumeClaim, volumeName: string): void {
  if (claim.metadata.deletionTimestamp !== undefined) throw new Unavailable(beingDeleted(claim))
  if (volumeOf(claim) === volumeName) return
  throw new Unavailable(
    `the claim ${claim.metadata.name} is on ${volumeOf(claim) || 'no volume'}, expected ${volumeName}`,
  )
}

const beingDeleted = ({ metadata }: PersistentVolumeClaim): string =>
  `the claim ${metadata.namespace}/${metadata.name} is being deleted; ${holdersText(metadata.finalizers ?? [])}`

export const volumeOf = ({ spec }: PersistentVolumeClaim): string => spec?.volumeName ?? ''

export const handleOf = ({ spec }: PersistentVolume): string => spec?.csi?.volumeHandle ?? ''

/** All that must agree with the claim, or it stays Pending, and the zone, or the pod goes where the disk is not (aws-behaviour 3.3). */
const volumeSpec = ({ store, disk, claim }: Presented): PersistentVolume['spec'] => ({
  capacity: { storage: `${disk.sizeGib}Gi` },
  accessModes: store.claim.accessModes,
  persistentVolumeReclaimPolicy: 'Retain',
  ...(store.claim.storageClass !== null && { storageClassName: store.claim.storageClass }),
  volumeMode: 'Filesystem',
  claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim },
  csi: { driver: EBS_DRIVER, volumeHandle: disk.id, fsType: store.volume.fsType },
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE_LABEL, operator: 'In', values: [disk.zone] }] }],
    },
  },
})

export const claimSpec = ({ claim }: Store, volumeName: string): PersistentVolumeClaim['spec'] => ({
  accessModes: claim.accessModes,
  // Left out it would become the cluster's default class, and match no more.
  storageClassName: claim.storageClass ?? '',
  volumeMode: 'Filesystem',
  volumeName,
  resources: { requests: { storage: claim.size } },
})
