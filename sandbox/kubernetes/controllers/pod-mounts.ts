// What is mounted into a container when it starts: trees behind its claims, and the texts of ConfigMaps.
import type { PersistentVolume, Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import type { FileView, Identity } from '../../world/files/index.ts'
import { configMaps, nodes, persistentVolumeClaims } from '../kinds.ts'
import type { Machinery } from './loop.ts'
import { zoneLabel } from './placement.ts'
import { volumeOf } from './volumes-of.ts'

/** A tree, as processes of some user and group see it. */
export interface Mounted {
  view(as: Identity): FileView
  /** How fast it can be read now; absent where the world does not say. */
  bytesASecond?(): number
}

/** By path in the container. */
export interface Mounts {
  readonly trees: Readonly<Record<string, Mounted>>
  /** Files that ConfigMaps bring. */
  readonly texts: Readonly<Record<string, string>>
}

export interface MountOrder {
  readonly volume: PersistentVolume
  readonly mountPath: string
  /** Below the root of the volume; empty for the root itself. */
  readonly subPath: string
  readonly readOnly: boolean
  /** Name of the pod. */
  readonly pod: string
  /** Of the pod's node; undefined in a cluster without nodes. */
  readonly zone: string | undefined
}

/** Mounts a volume, or gives the reason why that fails now; undefined for a driver that the world does not simulate. */
export type MountVolume = (order: MountOrder) => Mounted | { readonly message: string } | undefined

/** All of them, or why the container cannot be created yet. */
export function mountsOf(machinery: Machinery, pod: Pod, node: string | undefined): Mounts | string {
  const { store, outside } = machinery
  const zone = node === undefined ? undefined : store.get(nodes, undefined, node)?.metadata.labels?.[zoneLabel]
  const trees: Record<string, Mounted> = {}
  const texts: Record<string, string> = {}
  for (const { name, mountPath, subPath = '', readOnly = false } of pod.spec?.containers[0]?.volumeMounts ?? []) {
    const source = pod.spec?.volumes?.find(each => each.name === name)
    if (!source) return `volume ${name} is not defined`
    if (source.configMap) {
      const found = store.get(configMaps, pod.metadata.namespace, source.configMap.name ?? '')
      if (!found && source.configMap.optional !== true) return `configmap "${source.configMap.name}" not found`
      for (const [key, text] of Object.entries(found?.data ?? {})) texts[`${mountPath}/${key}`] = text
    }
    const claim = source.persistentVolumeClaim
    const volume = claim && volumeOf(store, store.get(persistentVolumeClaims, pod.metadata.namespace, claim.claimName))
    const isReadOnly = readOnly || claim?.readOnly === true || volume?.spec?.csi?.readOnly === true
    const order = volume && { volume, mountPath, subPath, readOnly: isReadOnly, pod: pod.metadata.name, zone }
    const mounted = order && outside.mount?.(order)
    if (mounted && 'message' in mounted) return mounted.message
    if (mounted) trees[mountPath] = mounted
  }
  return { trees, texts }
}
