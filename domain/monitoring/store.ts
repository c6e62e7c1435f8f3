// A store of monitoring data, Prometheus's or Grafana's: what runs on which claim, volume and disk, remembered before anything changes.
import * as z from 'zod'
import type { Platform } from '../platform.ts'
import { nameSuffix, type RunRef } from '../run.ts'

export const storeNames = ['prometheus', 'grafana'] as const
export const storeName = z.enum(storeNames)
export type StoreName = z.infer<typeof storeName>

/** Which of the two stores a volume that a run made is for. */
export const STORE_TAG = 'muster:store'

/** Ids of the volumes that a restored one descends from, the nearest first: their recovery points hold its data too. */
export const LINEAGE_TAG = 'muster:lineage'

const diskSchema = z.strictObject({
  arn: z.string(),
  lineage: z.array(z.string()).describe('ARNs of the volumes that it was restored from, the nearest first.'),
  id: z.string(),
  there: z
    .boolean()
    .describe('False when the volume itself is gone; then what follows comes from the PersistentVolume.'),
  zone: z.string(),
  sizeGib: z.int().min(1),
  iops: z.int().nullable().describe('Of gp3 or provisioned; null for the default of gp3.'),
  throughput: z.int().nullable().describe('MiB/s of gp3; null for the default.'),
  tags: z.record(z.string(), z.string()),
})

export const storeSchema = z.strictObject({
  name: storeName,
  namespace: z.string(),
  podSelector: z.string(),
  replicas: z.int().min(1).describe('Replicas to serve with: those found, or one when it was stopped.'),
  stopped: z.boolean().describe('It was scaled to 0 before the run.'),
  ready: z.boolean().describe('All its replicas were ready before the run.'),
  claim: z.strictObject({
    name: z.string(),
    storageClass: z.string().nullable(),
    size: z.string().describe('What it requests, as Kubernetes writes it.'),
    accessModes: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
  }),
  volume: z.strictObject({
    name: z.string().describe('Of the PersistentVolume.'),
    reclaimPolicy: z.string(),
    fsType: z.string(),
  }),
  disk: diskSchema,
  zone: z.string().describe('Where a restored volume belongs: a node that can run the workload is there.'),
})

export type Store = z.infer<typeof storeSchema>
export const restoredVolumeSchema = z.strictObject({
  id: z.string(),
  zone: z.string(),
  sizeGib: z.int(),
  createdAt: z.iso.datetime(),
  adopted: z.boolean(),
  expected: z.int().describe('Seconds from its creation until every block of its snapshot is on it.'),
})

export type RestoredVolume = z.infer<typeof restoredVolumeSchema>

/** Of the PersistentVolume that a run makes, and in a drill of the claim and the Job as well. */
export const restoredName = (run: Pick<RunRef, 'id' | 'mode'>, store: StoreName): string =>
  `muster-${store}${nameSuffix(run)}`

/** The operator names the claim after its StatefulSet, which it calls `prometheus-<name>` (aws-behaviour 3.3.2). */
export function claimName({ prometheus, grafana }: Platform['monitoring'], store: StoreName): string {
  if (store === 'grafana') return grafana.claim
  const { resource, claim } = prometheus
  return claim ?? `prometheus-${resource}-db-prometheus-${resource}-0`
}

export const statefulSetOf = ({ prometheus }: Platform['monitoring']): string => `prometheus-${prometheus.resource}`

export const titleOf = (store: StoreName): string => (store === 'prometheus' ? 'Prometheus' : 'Grafana')
