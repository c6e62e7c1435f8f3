// Copy jobs: created, then running, then completed or failed. Nobody is told of a failure who does not ask.

import { uuid } from '../identifiers.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError, type Requirement } from '../service.ts'
import type { CopyTarget } from './copy-target.ts'
import { tellOfCopy } from './job-events.ts'
import { type CopyJob, type RecoveryPoint, type ResourceType, type State, vaultArn } from './state.ts'

/** A job that cannot begin for AWS's own reasons stays CREATED and tries again for two hours (developer guide, "Copy job retry"). */
const retriesFor = 2 * 3_600_000
/** How often is not documented. */
const retriesEvery = 300_000

export type CopyOrder = Omit<CopyJob, 'id' | 'state' | 'createdAt'>

export function startCopy(state: State, order: CopyOrder): CopyJob {
  const { chance, clock, region } = state.surroundings
  const id = uuid(chance, 'copy-job', region, state.made++).toUpperCase()
  const job: CopyJob = { ...order, id, state: 'CREATED', createdAt: clock.now() }
  state.copies.push(job)
  tellOfCopy(state, job)
  state.surroundings.lifecycle.schedule('backup.copy.created', nameOf(job), {
    done: () => begin(state, job),
    failed: () => end(state, job, 'FAILED', 'An internal error occurred while the copy job was started.'),
    stuck: () => undefined,
  })
  return job
}

/** What durations are drawn by and faults aim at: the resource and where its copy goes. */
const nameOf = ({ point, destinationVaultArn }: CopyJob): string => `${point.resourceArn} to ${destinationVaultArn}`

/** A backup or a copy of the resource is running: there is one at a time (aws-behaviour 1.2.10). */
export function isBusy(state: State, resourceArn: string): boolean {
  return (
    state.jobs.some(job => job.resourceArn === resourceArn && job.state === 'RUNNING') ||
    state.copies.some(job => job.point.resourceArn === resourceArn && job.state === 'RUNNING')
  )
}

function begin(state: State, job: CopyJob): void {
  const { clock, lifecycle } = state.surroundings
  const again = () => clock.after(retriesEvery, () => begin(state, job))
  const dark = darkRegion(state, job)
  if (dark !== undefined) {
    if (clock.now() - job.createdAt < retriesFor) again()
    else end(state, job, 'FAILED', `The copy job could not be started: ${dark} did not answer.`)
    return
  }
  if (isBusy(state, job.point.resourceArn)) {
    again()
    return
  }
  const target = attempt(state, job, () => ready(state, job))
  if (!target) return
  job.state = 'RUNNING'
  tellOfCopy(state, job)
  const outcome = job.point.status === 'PARTIAL' ? 'PARTIAL' : 'COMPLETED'
  lifecycle.schedule('backup.copy.running', nameOf(job), {
    done: () => arrive(state, job, target, outcome),
    partial: () => arrive(state, job, target, 'PARTIAL'),
    failed: () => end(state, job, 'FAILED', 'An internal error occurred while the recovery point was copied.'),
    stuck: () => undefined,
  })
  lifecycle.changed()
}

const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

function darkRegion({ surroundings, options }: State, { destinationVaultArn }: CopyJob): string | undefined {
  const ways = [surroundings.region, regionOf(destinationVaultArn)]
  return ways.find(region => options.copying?.isDark(region))
}

/** @throws AccessDenied, and InvalidRequestException for whatever else stands in the way; the job then fails */
function ready(state: State, job: CopyJob): CopyTarget {
  const { point, destinationVaultArn, lifecycle, roleArn } = job
  const { copying, usable } = state.options
  for (const requirement of rightsFor(state, job)) copying?.assertAllowed?.(roleArn, requirement)
  const name = destinationVaultArn.split(':backup-vault:')[1] ?? ''
  const target = copying?.vaultOf(regionOf(destinationVaultArn), name)
  if (!target) throw refused(`The backup vault ${destinationVaultArn} does not exist`)
  if (!target.takes(point.type)) throw notSimulated(`copies of ${point.type} into ${destinationVaultArn}`)
  if (!state.points.includes(point)) throw refused(`The recovery point ${point.arn} does not exist`)
  if (point.keyArn !== undefined && usable?.(point.keyArn) === false)
    throw refused(`The key ${point.keyArn} cannot be used`)
  const obstacle = target.obstacleTo(point, lifecycle)
  if (obstacle !== undefined) throw refused(obstacle)
  return target
}

const refused = (message: string) => new AwsError('InvalidRequestException', message)

/** As the managed policy for backups grants them (AWSBackupServiceRolePolicyForBackup), the keys of both sides left out. */
function rightsFor(state: State, { point, destinationVaultArn }: CopyJob): readonly Requirement[] {
  const { accountId } = state.surroundings
  const far = regionOf(destinationVaultArn)
  const ofTheService: Readonly<Record<ResourceType, readonly Requirement[]>> = {
    Aurora: [
      { action: 'rds:CopyDBClusterSnapshot', resource: `arn:aws:rds:${far}:${accountId}:cluster-snapshot:awsbackup:*` },
      { action: 'rds:AddTagsToResource', resource: `arn:aws:rds:${far}:${accountId}:cluster-snapshot:awsbackup:*` },
    ],
    EBS: [
      { action: 'ec2:CopySnapshot', resource: `arn:aws:ec2:${far}::snapshot/*` },
      { action: 'ec2:CreateTags', resource: `arn:aws:ec2:${far}::snapshot/*` },
    ],
    EFS: [
      {
        action: 'backup:CopyFromBackupVault',
        resource: point.arn,
        context: { 'backup:CopyTargets': [destinationVaultArn] },
      },
    ],
  }
  return [{ action: 'backup:CopyIntoBackupVault', resource: destinationVaultArn }, ...ofTheService[point.type]]
}

/** What was on its way when a region went dark does not arrive. */
function arrive(state: State, job: CopyJob, target: CopyTarget, status: 'COMPLETED' | 'PARTIAL'): void {
  const dark = darkRegion(state, job)
  if (dark !== undefined) {
    end(state, job, 'FAILED', `The copy job was interrupted: ${dark} did not answer.`)
    return
  }
  attempt(state, job, () => {
    const { id, point, roleArn, lifecycle } = job
    const obstacle = target.obstacleTo(point, lifecycle)
    if (obstacle !== undefined) throw refused(obstacle)
    const sourceVaultArn = vaultArn(state, point.vaultName)
    const completedAt = state.surroundings.clock.now()
    job.made = target.receive({ id, point, roleArn, lifecycle, sourceVaultArn, status, completedAt })
    end(state, job, status)
  })
}

/** AWS's own refusals end the job as FAILED with their message; a fault of the sandbox itself is thrown on. */
function attempt<T>(state: State, job: CopyJob, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AwsError) || error.name === 'NotSimulated') throw error
    end(state, job, 'FAILED', `${error.message} (${error.name})`)
    return undefined
  }
}

function end(state: State, job: CopyJob, outcome: 'COMPLETED' | 'PARTIAL' | 'FAILED', message?: string): void {
  job.state = outcome
  job.completedAt = state.surroundings.clock.now()
  if (message !== undefined) job.message = message
  tellOfCopy(state, job)
  state.surroundings.lifecycle.changed()
}

/** What is asked for, and for what is left out, or -1, what the source has (developer guide, "Backup and tag copy"). */
export function lifecycleOf(
  source: RecoveryPoint,
  asked: {
    readonly DeleteAfterDays?: number | undefined
    readonly MoveToColdStorageAfterDays?: number | undefined
  } = {},
): RecoveryPoint['lifecycle'] {
  const chosen = (days: number | undefined, known: number | undefined) =>
    days === undefined || days === -1 ? known : days
  const deleteAfterDays = chosen(asked.DeleteAfterDays, source.lifecycle.deleteAfterDays)
  const coldAfterDays = chosen(asked.MoveToColdStorageAfterDays, source.lifecycle.coldAfterDays)
  return {
    ...(deleteAfterDays !== undefined && { deleteAfterDays }),
    // Aurora and EBS have no cold tier here (aws-behaviour 1.2.3).
    ...(source.type === 'EFS' && coldAfterDays !== undefined && { coldAfterDays }),
  }
}
