// The disks of production's monitoring: 100 GiB of Prometheus and 10 GiB of Grafana, encrypted, tagged, with years on them.
import { type Platform, platformName } from '../../../domain/platform.ts'
import type { Region } from '../../region.ts'
import { FileTree, FileView, type Snapshot } from '../files/index.ts'
import { driverTags } from './disks.ts'
import { type Administrator, databaseAt } from './grafana-database.ts'
import { RETENTION } from './monitoring.ts'
import { writeHistory } from './tsdb-disk.ts'

export interface Store {
  readonly which: 'prometheus' | 'grafana'
  readonly claim: string
  /** Of the PersistentVolume. */
  readonly volume: string
  readonly size: number
  readonly zone: string
}

/** In the volume of Prometheus the database lies below this (aws-behaviour 3.3.2). */
export const PROMETHEUS_ROOT = '/prometheus-db'

/** @param zones letters; in a pilot light both stores are where its only nodes are */
export function storesOf(
  { monitoring, regions }: Platform,
  zones: Readonly<Record<Store['which'], string>> = { prometheus: 'a', grafana: 'b' },
): Readonly<Record<Store['which'], Store>> {
  const { prometheus, grafana } = monitoring
  const set = `prometheus-${prometheus.resource}`
  return {
    prometheus: {
      which: 'prometheus',
      claim: `${set}-db-${set}-0`,
      volume: 'pvc-5b0c9d34-8f1e-4a52-9d3b-6c1f0e7a2d11',
      // As in the source platform's manifest.
      size: 100,
      zone: `${regions.primary}${zones.prometheus}`,
    },
    grafana: {
      which: 'grafana',
      claim: grafana.claim,
      volume: 'pvc-e7a41c02-3d6f-4b8e-8a90-1b5f2c7d9e22',
      size: 10,
      zone: `${regions.primary}${zones.grafana}`,
    },
  }
}

/** What a store's disk held at a time before the rehearsal. */
function diskAt(which: Store['which'], time: number, administrator: Administrator): FileTree {
  const disk = new FileTree(() => time)
  if (which === 'prometheus') writeHistory(disk, PROMETHEUS_ROOT, { until: time, retention: RETENTION })
  else {
    const view = new FileView(disk)
    const database = databaseAt(time, administrator)
    view.writeFile('/grafana.db', new Uint8Array(database.serialize()))
    view.lchown('/grafana.db', 472, 0)
    database.close()
  }
  return disk
}

/** Made only when somebody restores from it. */
export function snapshotAt(which: Store['which'], time: number, administrator: Administrator): () => Snapshot {
  let made: Snapshot | undefined
  return () => {
    made ??= diskAt(which, time, administrator).snapshot()
    return made
  }
}

export const tagsOf = (platform: Platform, store: Store): Readonly<Record<string, string>> => ({
  Name: `${platform.kubernetes.clusterName}-dynamic-${store.volume}`,
  Project: platform.project,
  Environment: platform.environment,
  Component: 'monitoring',
  ...driverTags(store.volume, { namespace: platform.monitoring.namespace, name: store.claim }),
})

/** Ids of the volumes. */
export function seedVolumes(
  region: Region,
  platform: Platform,
  seeding: Seeding,
): Readonly<Record<Store['which'], string>> {
  const { now, administrator, blank, stores } = seeding
  const { kmsKeyId } = platform.monitoring
  region.kms.seed({ id: kmsKeyId.split('/').at(-1) ?? '', aliases: [`alias/${platformName(platform)}-monitoring`] })
  const seeded = (store: Store) =>
    region.ec2.seedVolume({
      ...{ zone: store.zone, size: store.size, keyArn: kmsKeyId },
      tags: Object.entries(tagsOf(platform, store)).map(([Key, Value]) => ({ Key, Value })),
      // Until a minute ago: what came since is in a memory that is no more.
      disk: new FileTree(now, blank ? undefined : diskAt(store.which, now() - 60_000, administrator).snapshot()),
    })
  return { prometheus: seeded(stores.prometheus), grafana: seeded(stores.grafana) }
}

interface Seeding {
  readonly now: () => number
  readonly administrator: Administrator
  readonly stores: Readonly<Record<Store['which'], Store>>
  /** Nothing was ever written on them. */
  readonly blank: boolean
}
