// What AWS Backup tells EventBridge of its jobs: in batches, minutes later, best effort (aws-behaviour 1.2.14).
import type { CopyJob, Job, RestoreJob, State } from './state.ts'
import { vaultArn } from './state.ts'

export interface BackupEvent {
  readonly source: 'aws.backup'
  readonly 'detail-type': 'Backup Job State Change' | 'Copy Job State Change' | 'Restore Job State Change'
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, string | number | Readonly<Record<string, string>>>>
  /** Milliseconds: when it happened, not when it is told. */
  readonly at: number
}

type Told = Pick<BackupEvent, 'detail-type' | 'detail'> & { readonly pointArn: string | undefined }

export function tellOfBackup(state: State, job: Job): void {
  const { id, vaultName, resourceArn, recoveryPointArn, message, createdAt, planId } = job
  const type = state.options.resources().find(({ arn }) => arn === resourceArn)?.type ?? 'Aurora'
  tell(state, {
    'detail-type': 'Backup Job State Change',
    pointArn: recoveryPointArn,
    detail: {
      ...{ backupJobId: id, backupVaultName: vaultName, backupVaultArn: vaultArn(state, vaultName) },
      ...{ state: job.state, resourceArn, resourceType: type, creationDate: timeOf(createdAt) },
      createdBy: { backupPlanId: planId },
      ...ending(job.completedAt, message),
    },
  })
}

export function tellOfCopy(state: State, job: CopyJob): void {
  const { id, point, destinationVaultArn, message, createdAt, made } = job
  tell(state, {
    'detail-type': 'Copy Job State Change',
    pointArn: point.arn,
    detail: {
      ...{ copyJobId: id, sourceBackupVaultArn: vaultArn(state, point.vaultName), destinationVaultArn },
      ...{ destinationBackupVaultArn: destinationVaultArn, state: job.state, creationDate: timeOf(createdAt) },
      ...{ resourceArn: point.resourceArn, resourceType: point.type },
      ...(made && { destinationRecoveryPointArn: made.arn }),
      ...ending(job.completedAt, message),
    },
  })
}

/** The first event of a restore job says in `state` what all others say in `status`. */
export function tellOfRestore(state: State, job: RestoreJob, { created = false } = {}): void {
  const { id, point, roleArn, status, createdAt, createdArn, message } = job
  tell(state, {
    'detail-type': 'Restore Job State Change',
    pointArn: point.arn,
    detail: {
      ...{ restoreJobId: id, resourceType: point.type, iamRoleArn: roleArn, creationDate: timeOf(createdAt) },
      ...{ recoveryPointArn: point.arn, backupVaultArn: vaultArn(state, point.vaultName), percentDone: 0 },
      ...{ sourceResourceArn: point.resourceArn, backupSizeInBytes: String(point.sizeBytes) },
      ...(created ? { state: 'CREATED' } : { status }),
      ...(status === 'COMPLETED' && createdArn !== undefined && { createdResourceArn: createdArn }),
      ...ending(job.completedAt, message),
    },
  })
}

const timeOf = (millis: number): string => new Date(millis).toISOString()

const ending = (completedAt: number | undefined, message: string | undefined) => ({
  ...(completedAt !== undefined && { completionDate: timeOf(completedAt) }),
  ...(message !== undefined && { statusMessage: message }),
})

/** Faults may choose `twice` and `lost`. Nothing is put on the clock while nobody listens. */
function tell(state: State, { pointArn, ...told }: Told): void {
  if (state.listeners.size === 0) return
  const { clock, lifecycle } = state.surroundings
  const event = { source: 'aws.backup', ...told, resources: pointArn ? [pointArn] : [], at: clock.now() } as const
  const done = () => {
    for (const listener of [...state.listeners]) listener(event)
  }
  const twice = () => {
    done()
    done()
  }
  const about = `${told['detail-type']} ${told.detail.state ?? told.detail.status} ${told.detail.resourceType}`
  lifecycle.schedule('backup.event.batch', about, { done, twice, lost: () => undefined })
}
