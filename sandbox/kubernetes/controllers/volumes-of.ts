// The volumes behind a pod's claims, and which of them are disks of the EBS CSI driver.
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { EBS_DRIVER } from '../disks.ts'
import { persistentVolumeClaims, persistentVolumes } from '../kinds.ts'
import type { Store } from '../store.ts'

export const claimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap(each => each.persistentVolumeClaim?.claimName ?? [])

/** The volume that the claim is bound to; undefined while it is not. */
export function volumeOf(store: Store, claim: PersistentVolumeClaim | undefined): PersistentVolume | undefined {
  if (claim?.status?.phase !== 'Bound') return undefined
  return store.get(persistentVolumes, undefined, claim.spec?.volumeName ?? '')
}

/** Of bound claims only. */
export const volumesOf = (store: Store, pod: Pod): PersistentVolume[] =>
  claimsOf(pod).flatMap(name => volumeOf(store, store.get(persistentVolumeClaims, pod.metadata.namespace, name)) ?? [])

export const isDisk = ({ spec }: PersistentVolume): boolean => spec?.csi?.driver === EBS_DRIVER

export const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'
