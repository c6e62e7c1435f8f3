// What tests of a recovery from bad data share: their unit of time, and the cluster that a run restores.
import { restoredClusterId } from '../../domain/run.ts'
import type { Run } from '../../sandbox/stage.ts'
import { clusterId } from '../rehearsing.ts'

export const MINUTE = 60_000
export const restoredBy = ({ id }: Run) => restoredClusterId({ id, mode: 'recover' }, clusterId)
