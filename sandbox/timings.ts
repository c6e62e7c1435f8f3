// How long things take, in seconds, before chance draws from the range. Estimates: aws-behaviour 6.1; AWS promises none.
import type { Range } from './chance.ts'

export const timings = {
  'rds.cluster.creating': { min: 180, typical: 480, max: 1800 },
  'rds.cluster.modifying': { min: 5, typical: 25, max: 120 },
  'rds.cluster.resetting-master-credentials': { min: 20, typical: 45, max: 120 },
  'rds.cluster.deleting': { min: 30, typical: 90, max: 300 },
  'rds.instance.creating': { min: 240, typical: 420, max: 900 },
  'rds.instance.modifying': { min: 5, typical: 25, max: 120 },
  'rds.instance.rebooting': { min: 10, typical: 25, max: 90 },
  'rds.instance.deleting': { min: 60, typical: 180, max: 480 },
  'rds.instance.visible': { min: 0.2, typical: 1.2, max: 5 },
  'rds.cluster.visible': { min: 0.2, typical: 1.2, max: 5 },
  'rds.data-api.enabling': { min: 5, typical: 20, max: 90 },
  'rds.latest-restorable.lag': { min: 120, typical: 240, max: 300 },
  'backup.job.pending': { min: 5, typical: 20, max: 180 },
  'backup.job.aurora': { min: 120, typical: 300, max: 1200 },
  'eks.secret.sync': { min: 5, typical: 3600, max: 3600 },
  'eks.secret.forced-sync': { min: 1, typical: 4, max: 30 },
  'eks.pod.starting': { min: 10, typical: 30, max: 120 },
  'eks.pod.terminating': { min: 2, typical: 12, max: 31 },
  'eks.job.starting': { min: 2, typical: 8, max: 60 },
  'secretsmanager.rotation': { min: 5, typical: 20, max: 60 },
  'lambda.cold-start': { min: 0.25, typical: 0.4, max: 0.9 },
  'lambda.overhead': { min: 0.01, typical: 0.02, max: 0.08 },
  'api.latency': { min: 0.02, typical: 0.06, max: 0.6 },
} as const satisfies Readonly<Record<string, Range>>

export type Transition = keyof typeof timings
