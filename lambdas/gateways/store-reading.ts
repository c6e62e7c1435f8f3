// A store as it is now, read in Kubernetes and in EC2: what the preflight judges and every undo must be able to put back.
import { Missing } from '../../domain/errors.ts'
import type { StoreSeen } from '../../domain/monitoring/preflight.ts'
import { claimName, type Store, type StoreName, titleOf } from '../../domain/monitoring/store.ts'
import { type FoundVolume, lineageOf } from '../../domain/monitoring/volume.ts'
import { chooseZone } from '../../domain/monitoring/zone.ts'
import type { Platform } from '../../domain/platform.ts'
import { handleOf, volumeOf, ZONE_LABEL } from './claims.ts'
import type { PersistentVolume, PersistentVolumeClaim } from './kubernetes.ts'
import type { StoreInCluster, Workload } from './stores.ts'
import type { Volumes } from './volumes.ts'

export interface Reading {
  readonly workload: Workload | undefined
  readonly claim: PersistentVolumeClaim | undefined
  readonly volume: PersistentVolume | undefined
  readonly disk: FoundVolume | undefined
  readonly zone: { readonly chosen: string | undefined; readonly before: string }
}

export async function readingOf(store: StoreInCluster, volumes: Volumes): Promise<Reading> {
  const [workload, claim, nodes] = await Promise.all([store.workload(), store.claim(), store.nodes()])
  const volume = claim && volumeOf(claim) !== '' ? await store.volume(volumeOf(claim)) : undefined
  const handle = volume ? handleOf(volume) : ''
  const disk = handle.startsWith('vol-') ? await volumes.find(handle) : undefined
  const before = disk?.zone ?? (volume ? zoneOf(volume) : '')
  const wanting = workload ?? { nodeSelector: {}, tolerations: [] }
  return { workload, claim, volume, disk, zone: { chosen: chooseZone(nodes, wanting, before), before } }
}

/** The driver writes its own label, the scheduler reads the common one as well. */
function zoneOf({ spec }: PersistentVolume): string {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []
  const found = terms
    .flatMap(({ matchExpressions = [] }) => matchExpressions)
    .find(({ key }) => key === ZONE_LABEL || key === 'topology.ebs.csi.aws.com/zone')
  return found?.values?.[0] ?? ''
}

export function seenOf(
  store: StoreName,
  { workload, claim, volume, disk, zone }: Reading,
  monitoring: Platform['monitoring'],
): StoreSeen {
  const wanted = Object.entries(monitoring.attachTags)
  return {
    store,
    zone,
    workload: workload ?? null,
    claimName: claimName(monitoring, store),
    claim: claim
      ? {
          name: claim.metadata.name,
          phase: claim.status?.phase ?? 'Pending',
          volume: volumeOf(claim),
          finalizers: (claim.metadata.finalizers ?? []).filter(each => each !== 'kubernetes.io/pvc-protection'),
          terminating: claim.metadata.deletionTimestamp !== undefined,
        }
      : null,
    volume: volume
      ? {
          driver: volume.spec?.csi?.driver ?? '',
          handle: handleOf(volume),
          reclaimPolicy: volume.spec?.persistentVolumeReclaimPolicy ?? '',
          filesystem: (volume.spec?.volumeMode ?? 'Filesystem') === 'Filesystem',
        }
      : null,
    disk: disk
      ? {
          type: disk.type,
          encrypted: disk.encrypted,
          missingTags: wanted.filter(([key, value]) => disk.tags[key] !== value).map(([key]) => key),
        }
      : null,
  }
}

interface Of {
  readonly name: StoreName
  readonly namespace: string
  readonly region: string
  readonly accountId: string
}

export const volumeArn = ({ region, accountId }: Pick<Of, 'region' | 'accountId'>, id: string): string =>
  `arn:aws:ec2:${region}:${accountId}:volume/${id}`

/** @throws Missing for what the preflight would have found missing */
export function storeOf({ workload, claim, volume, disk, zone }: Reading, of: Of): Store {
  const title = titleOf(of.name)
  const there = <T>(found: T | undefined, what: string): T => {
    if (found === undefined) throw new Missing(`${title}: ${what} is not there any more; start the run again`)
    return found
  }
  const runs = there(workload, 'its workload')
  const bound = there(claim, 'its claim')
  const on = there(volume, 'its PersistentVolume')
  const id = handleOf(on)
  const arn = volumeArn(of, id)
  return {
    name: of.name,
    namespace: of.namespace,
    podSelector: runs.podSelector,
    replicas: Math.max(1, runs.wanted),
    stopped: runs.wanted === 0,
    ready: runs.wanted > 0 && runs.ready >= runs.wanted,
    claim: {
      name: bound.metadata.name,
      storageClass: bound.spec?.storageClassName ?? null,
      size: bound.spec?.resources?.requests?.storage ?? '1Gi',
      accessModes: [...(bound.spec?.accessModes ?? ['ReadWriteOnce'])],
      labels: { ...bound.metadata.labels },
    },
    volume: {
      name: on.metadata.name,
      reclaimPolicy: on.spec?.persistentVolumeReclaimPolicy ?? 'Retain',
      fsType: on.spec?.csi?.fsType ?? 'ext4',
    },
    disk: {
      id,
      arn,
      lineage: lineageOf(arn, disk?.tags ?? {}),
      there: disk !== undefined,
      zone: zone.before,
      sizeGib: disk?.sizeGib ?? gibibytes(on.spec?.capacity?.storage ?? '1Gi'),
      iops: disk?.iops ?? null,
      throughput: disk?.throughput ?? null,
      tags: { ...disk?.tags },
    },
    zone: there(zone.chosen, 'a node that can run it'),
  }
}

/** Up to the whole GiB, of a quantity as the driver writes it. */
function gibibytes(quantity: string): number {
  const [, number = '1', unit = ''] = /^([\d.]+)([KMGT]i)?$/.exec(quantity) ?? []
  const power = { '': 0, Ki: 1, Mi: 2, Gi: 3, Ti: 4 }[unit] ?? 0
  return Math.ceil((Number(number) * 1024 ** power) / 1024 ** 3)
}
