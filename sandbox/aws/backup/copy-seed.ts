// Copies from before the rehearsal, made or failed, also for weeks and without anybody's notice.
import { timings } from '../../timings.ts'
import { uuid } from '../identifiers.ts'
import { lifecycleOf } from './copy-jobs.ts'
import { type CopyJob, missing, type RecoveryPoint, type State, vaultArn } from './state.ts'

/** A copy job of the past; its region's vault must have the recovery point, and the other region the vault. */
export interface CopySeed {
  readonly recoveryPointArn: string
  readonly destinationVaultArn: string
  readonly roleArn: string
  /** Retention of the copy in days; the source's when absent. */
  readonly deleteAfterDays?: number
  /** Why it failed; it is complete when absent. */
  readonly failed?: string
}

/** Began when the backup was complete; how long it took is drawn as for any other. */
export function seedCopy(state: State, seed: CopySeed): string | undefined {
  const point = state.points.find(each => each.arn === seed.recoveryPointArn)
  if (!point) throw missing(`Cannot find recovery point ${seed.recoveryPointArn}`)
  const { chance, region } = state.surroundings
  const { destinationVaultArn, roleArn } = seed
  const createdAt = point.completedAt ?? point.createdAt
  const took = chance.seconds(timings['backup.copy.running'], 'earlier copy', point.arn, destinationVaultArn) * 1000
  const job: CopyJob = {
    ...{ id: uuid(chance, 'copy-job', region, state.made++).toUpperCase(), token: undefined, point },
    ...{ destinationVaultArn, roleArn, lifecycle: lifecycleOf(point, { DeleteAfterDays: seed.deleteAfterDays }) },
    ...{ backupJobId: undefined, createdAt, completedAt: createdAt + took },
    ...(seed.failed === undefined ? { state: 'COMPLETED' } : { state: 'FAILED', message: seed.failed }),
  }
  state.copies.push(job)
  if (seed.failed === undefined) job.made = arrived(state, job)
  return job.made?.arn
}

function arrived(state: State, job: CopyJob): RecoveryPoint {
  const { id, point, roleArn, lifecycle, destinationVaultArn, completedAt = 0 } = job
  const [, , , region = '', , , name = ''] = destinationVaultArn.split(':')
  const target = state.options.copying?.vaultOf(region, name)
  if (!target?.takes(point.type)) throw new Error(`nothing takes ${point.type} in ${destinationVaultArn}`)
  const sourceVaultArn = vaultArn(state, point.vaultName)
  return target.receive({ id, point, roleArn, lifecycle, sourceVaultArn, status: 'COMPLETED', completedAt })
}

/** What a copy says that failed because its key, its role or its vault was wrong from the beginning. */
export const KEY_OF_ANOTHER_REGION = 'The key of the destination vault cannot be used (InvalidRequestException)'

export interface CopyHistory {
  readonly points: readonly Pick<RecoveryPoint, 'arn' | 'createdAt'>[]
  readonly destinationVaultArn: string
  readonly roleArn: string
  readonly deleteAfterDays?: number
  /** Copies of what was backed up since then have failed. Milliseconds since the epoch; never, when absent. */
  readonly failingSince?: number
  readonly failed?: string
}

/** A copy for each backup of the past. `seedCopy` is that of the source's `Backup`. */
export function seedCopyHistory(source: { seedCopy(seed: CopySeed): unknown }, history: CopyHistory): void {
  const { points, destinationVaultArn, roleArn, failingSince = Number.POSITIVE_INFINITY } = history
  for (const { arn: recoveryPointArn, createdAt } of points) {
    const hasFailed = createdAt >= failingSince
    source.seedCopy({
      ...{ recoveryPointArn, destinationVaultArn, roleArn },
      ...(history.deleteAfterDays !== undefined && { deleteAfterDays: history.deleteAfterDays }),
      ...(hasFailed && { failed: history.failed ?? KEY_OF_ANOTHER_REGION }),
    })
  }
}
