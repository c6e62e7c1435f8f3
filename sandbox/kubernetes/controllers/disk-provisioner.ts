// The provisioner of the EBS CSI driver: a new, empty disk for a claim whose pod has been given a node.
import type { PersistentVolumeClaim } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { type Disks, EBS_DRIVER } from '../disks.ts'
import { nodes, persistentVolumeClaims, persistentVolumes, storageClasses } from '../kinds.ts'
import { bytes } from '../quantity.ts'
import { concerns, type Machinery } from './loop.ts'
import { zoneLabel } from './placement.ts'
import { awaitsConsumer, selectedNode } from './pod-volumes.ts'

const retryMilliseconds = 15_000

export function diskProvisioner(machinery: Machinery): void {
  const { store } = machinery
  const { disks } = machinery.outside
  if (!disks) return
  const busy = new Set<string>()
  store.onChange(change => {
    if (!concerns(change, persistentVolumeClaims) || change.type === 'deleted') return
    const claim = change.object as PersistentVolumeClaim
    const { uid, annotations } = claim.metadata
    // A claim that names its volume waits for that one, for ever if need be.
    if (busy.has(uid) || annotations?.[selectedNode] === undefined || claim.spec?.volumeName) return
    if (claim.status?.phase === 'Bound' || !awaitsConsumer(store, claim)) return
    busy.add(uid)
    provision(machinery, disks, claim)
  })
}

function provision(machinery: Machinery, disks: Disks, claim: PersistentVolumeClaim): void {
  const { store, surroundings } = machinery
  const { clock } = surroundings
  const { namespace = '', name, uid, annotations } = claim.metadata
  const kind = store.get(storageClasses, undefined, claim.spec?.storageClassName ?? '')
  const node = store.get(nodes, undefined, annotations?.[selectedNode] ?? '')
  const zone = node?.metadata.labels?.[zoneLabel]
  if (!kind || zone === undefined) return
  const storage = claim.spec?.resources?.requests?.storage ?? '1Gi'
  const size = Math.ceil(bytes(storage) / 2 ** 30)
  const order = { name: `pvc-${uid}`, claim: { namespace, name }, size, zone, parameters: kind.parameters ?? {} }
  disks.provision(order, outcome => {
    const found = store.current(claim)
    if (!found || found.metadata.deletionTimestamp !== undefined) return
    if ('message' in outcome) {
      clock.quietly(clock.now() + retryMilliseconds, () => {
        const still = store.current(claim)
        if (still && still.metadata.deletionTimestamp === undefined) provision(machinery, disks, still)
      })
      return
    }
    store.create(persistentVolumes, {
      metadata: { name: order.name, finalizers: ['kubernetes.io/pv-protection', deletionFinalizer] },
      spec: {
        capacity: { storage: `${size}Gi` },
        accessModes: claim.spec?.accessModes ?? ['ReadWriteOnce'],
        volumeMode: 'Filesystem',
        persistentVolumeReclaimPolicy: kind.reclaimPolicy ?? 'Delete',
        storageClassName: claim.spec?.storageClassName,
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
        csi: { driver: EBS_DRIVER, volumeHandle: outcome.handle, fsType: 'ext4' },
        nodeAffinity: affinityTo(zone),
      },
      status: { phase: 'Available' },
    })
    surroundings.lifecycle.changed()
  })
}

/** Keeps a volume of policy `Delete` until its disk is being deleted. */
export const deletionFinalizer = 'external-provisioner.volume.kubernetes.io/finalizer'

export const affinityTo = (zone: string) => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: zoneLabel, operator: 'In', values: [zone] }] }] },
})
