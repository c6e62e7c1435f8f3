// Disks on nodes: a VolumeAttachment for each disk that a pod on a node needs, one node at a time, and none when none does.
import { createHash } from 'node:crypto'
import type { V1VolumeAttachment } from '@kubernetes/client-node'
import type { PersistentVolume, Stored } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { markDeleted } from '../api/remove.ts'
import { type Disks, EBS_DRIVER } from '../disks.ts'
import { nodes, persistentVolumes, pods, volumeAttachments } from '../kinds.ts'
import { timestamp } from '../object.ts'
import { concerns, loop, type Machinery } from './loop.ts'
import { zoneLabel } from './placement.ts'
import { isDisk, isOver, volumesOf } from './volumes-of.ts'

export type VolumeAttachment = Stored<V1VolumeAttachment>

const finalizer = 'external-attacher/ebs-csi-aws-com'
/** Back-off of the external attacher: one second, doubling to five minutes (its `--retry-interval-start` and `-max`). */
const firstRetryMilliseconds = 1000
const longestRetryMilliseconds = 300_000

const attachmentName = (handle: string, node: string): string =>
  `csi-${createHash('sha256').update(`${handle}${EBS_DRIVER}${node}`).digest('hex')}`

interface Wanted {
  readonly volume: PersistentVolume
  readonly node: string
}

export function attachDetachController(machinery: Machinery): void {
  const { store } = machinery
  const { disks } = machinery.outside
  if (!disks) return
  const settle = loop(machinery, () => reconcile(machinery))
  store.onChange(change => {
    if (concerns(change, volumeAttachments)) {
      const attachment = change.object as VolumeAttachment
      if (change.type === 'added') attach(machinery, disks, { attachment, tried: 0 })
      if (change.type === 'modified' && isMarked(attachment) && !isMarked(change.before as VolumeAttachment))
        detach(machinery, disks, attachment)
    }
    if (concerns(change, volumeAttachments) || (concerns(change, pods) && change.object.spec?.volumes !== undefined))
      settle.enqueue(undefined, 'attachments')
  })
}

const isMarked = ({ metadata }: VolumeAttachment): boolean => metadata.deletionTimestamp !== undefined

function reconcile({ store, surroundings }: Machinery): void {
  const wanted = needs(store)
  const present = store.list(volumeAttachments)
  const isWanted = ({ spec }: VolumeAttachment) =>
    wanted.some(
      ({ volume, node }) => volume.metadata.name === spec.source.persistentVolumeName && node === spec.nodeName,
    )
  for (const each of present)
    if (!isMarked(each) && !isWanted(each)) markDeleted({ store, clock: surroundings.clock }, each)
  for (const { volume, node } of wanted) {
    // One node at a time: while another still has it, the pod waits ("Multi-Attach error").
    const taken = present.some(({ spec }) => spec.source.persistentVolumeName === volume.metadata.name)
    if (!taken) create(store, { volume, node })
  }
}

/** Disks of pods that have a node and are not over. */
function needs(store: Machinery['store']): Wanted[] {
  const found = new Map<string, Wanted>()
  for (const pod of store.list(pods)) {
    const node = pod.spec?.nodeName
    if (!node || isOver(pod)) continue
    for (const volume of volumesOf(store, pod).filter(isDisk))
      found.set(`${volume.metadata.name} ${node}`, { volume, node })
  }
  return [...found.values()]
}

function create(store: Machinery['store'], { volume, node }: Wanted): void {
  store.create(volumeAttachments, {
    metadata: { name: attachmentName(volume.spec?.csi?.volumeHandle ?? '', node), finalizers: [finalizer] },
    spec: { attacher: EBS_DRIVER, nodeName: node, source: { persistentVolumeName: volume.metadata.name } },
    status: { attached: false },
  })
}

/** The disk and the machine that an attachment speaks of; undefined when either is gone. */
function endsOf({ store }: Machinery, { spec }: VolumeAttachment) {
  const node = store.get(nodes, undefined, spec.nodeName)
  const volume = store.get(persistentVolumes, undefined, spec.source.persistentVolumeName ?? '')
  const handle = volume?.spec?.csi?.volumeHandle
  if (!node || handle === undefined) return undefined
  const instanceId = node.spec?.providerID?.split('/').at(-1) ?? ''
  return { handle, instanceId, zone: node.metadata.labels?.[zoneLabel] ?? '' }
}

interface Try {
  readonly attachment: VolumeAttachment
  readonly tried: number
}

/** Tries until it succeeds or is not wanted any more; the reason of the last failure stands in the status. */
function attach(machinery: Machinery, disks: Disks, { attachment, tried }: Try): void {
  const { store, surroundings } = machinery
  const { clock, lifecycle } = surroundings
  const ends = endsOf(machinery, attachment)
  if (!ends) return
  disks.attach(ends, outcome => {
    const found = store.current(attachment)
    if (!found || isMarked(found)) return
    store.update(found, draft => {
      draft.status = outcome.attached
        ? { attached: true }
        : { attached: false, attachError: { message: outcome.message, time: timestamp(clock.now()) } }
    })
    lifecycle.changed()
    if (outcome.attached) return
    const wait = Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** tried)
    clock.quietly(clock.now() + wait, () => {
      const still = store.current(attachment)
      if (still && !isMarked(still)) attach(machinery, disks, { attachment: still, tried: tried + 1 })
    })
  })
}

function detach(machinery: Machinery, disks: Disks, attachment: VolumeAttachment): void {
  const { store, surroundings } = machinery
  const release = () => {
    const found = store.current(attachment)
    if (!found) return
    store.update(found, draft => {
      draft.metadata.finalizers = draft.metadata.finalizers?.filter(each => each !== finalizer)
    })
    surroundings.lifecycle.changed()
  }
  const ends = endsOf(machinery, attachment)
  if (ends) disks.detach(ends, release)
  else surroundings.clock.quietly(surroundings.clock.now(), release)
}
