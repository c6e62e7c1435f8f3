// The seam between restore jobs and what they restore: each type of resource reads its metadata and does its own work.
import { AwsError } from '../service.ts'
import { tellOfRestore } from './job-events.ts'
import type { RecoveryPoint, RestoreJob, State } from './state.ts'

export type Metadata = Readonly<Record<string, string>>

/** What StartRestoreJob was given, once recovery point and role have been found good. */
export interface Asked {
  readonly point: RecoveryPoint
  /** As it came: all values are text (aws-behaviour 1.2.5). */
  readonly metadata: Metadata
  readonly copyTags: boolean
}

export interface Work {
  /** Name of what is restored: durations are drawn by it, and faults aim at it. */
  readonly target: string
  /** Called once the job is RUNNING. Whatever happens then must come to `endJob`; `inRole` is a help. */
  readonly begin: (job: RestoreJob) => void
}

/** How recovery points of one type are restored. */
export interface Restorer {
  /** @throws InvalidParameterValueException for metadata that AWS Backup refuses at once; begins nothing */
  readonly read: (state: State, asked: Asked) => Work
}

/** AWS's own refusals end the job, as FAILED with their message; a fault of the sandbox itself is thrown on. */
export function inRole<T>(state: State, job: RestoreJob, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    const { name, message } = error as AwsError
    if (!('status' in (error as object)) || name === 'NotSimulated') throw error
    endJob(state, job, 'FAILED', `${message} (${name})`)
    return undefined
  }
}

/** For faults only: AWS fails or aborts the job, or leaves it as it is for ever. */
export const misfortunes = (state: State, job: RestoreJob) => ({
  failed: () => endJob(state, job, 'FAILED', 'An internal error occurred while the resource was restored.'),
  aborted: () => endJob(state, job, 'ABORTED', 'The restore job was aborted.'),
  stuck: () => undefined,
})

/** Set `job.createdArn` before; it is told once the job is COMPLETED. */
export function endJob(
  state: State,
  job: RestoreJob,
  status: 'COMPLETED' | 'FAILED' | 'ABORTED',
  message?: string,
): void {
  job.status = status
  job.completedAt = state.surroundings.clock.now()
  if (message !== undefined) job.message = message
  tellOfRestore(state, job)
  state.surroundings.lifecycle.changed()
}

export const badMetadata = (what: string) =>
  new AwsError('InvalidParameterValueException', `Invalid restore metadata: ${what}.`)
