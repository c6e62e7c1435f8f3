// Backup jobs: pending, then running while the recovery point is CREATING, then completed, or failed for a reason.
import type { BackupRule } from '@aws-sdk/client-backup'
import { uuid } from '../identifiers.ts'
import { copyAsPlanned } from './copy-actions.ts'
import { isBusy } from './copy-jobs.ts'
import { tellOfBackup } from './job-events.ts'
import { isFullyManaged, recoveryPointArn } from './recovery-point-arn.ts'
import type { Job, Plan, RecoveryPoint, Resource, State } from './state.ts'

const minute = 60_000
const day = 86_400_000
/** Eight hours unless the rule says otherwise. */
const startWindowMinutes = 480

const transitions = { Aurora: 'backup.job.aurora', EFS: 'backup.job.efs', EBS: 'backup.job.ebs' } as const

export interface Order {
  readonly plan: Plan
  readonly rule: BackupRule
  readonly resourceArn: string
  readonly roleArn: string
}

export function startJob(state: State, order: Order): void {
  const { chance, clock } = state.surroundings
  const job: Job = {
    id: uuid(chance, 'backup-job', state.surroundings.region, state.made++),
    vaultName: order.rule.TargetBackupVaultName ?? '',
    resourceArn: order.resourceArn,
    planId: order.plan.id,
    ruleName: order.rule.RuleName ?? '',
    state: 'PENDING',
    createdAt: clock.now(),
  }
  state.jobs.push(job)
  tellOfBackup(state, job)
  wait(state, job, order)
}

function wait(state: State, job: Job, order: Order): void {
  const done = () => begin(state, job, order)
  const failed = () => fail(state, job, 'The backup job could not be started')
  state.surroundings.lifecycle.schedule('backup.job.pending', job.resourceArn, { done, failed })
}

/** One backup or copy of a resource at a time: the next one waits, until its start window closes. */
function begin(state: State, job: Job, order: Order): void {
  const { clock, lifecycle } = state.surroundings
  const window = (order.rule.StartWindowMinutes ?? startWindowMinutes) * minute
  if (clock.now() - job.createdAt > window) {
    job.state = 'EXPIRED'
    tellOfBackup(state, job)
    return
  }
  if (isBusy(state, job.resourceArn)) {
    wait(state, job, order)
    return
  }
  const resource = state.options.resources().find(each => each.arn === job.resourceArn)
  const obstacle = resource ? obstacleTo(state, order, resource) : 'The resource does not exist'
  if (!resource || obstacle !== undefined) {
    fail(state, job, obstacle ?? '')
    return
  }
  const point = pointOf(state, job, order, resource)
  state.points.push(point)
  job.state = 'RUNNING'
  job.recoveryPointArn = point.arn
  tellOfBackup(state, job)
  lifecycle.schedule(transitions[resource.type], job.resourceArn, {
    done: () => complete(state, { job, point, order }, 'COMPLETED'),
    partial: () => complete(state, { job, point, order }, 'PARTIAL'),
    failed: () => {
      removePoint(state, point)
      fail(state, job, 'The backup job failed')
    },
  })
}

/** A vault lock refuses retentions outside its bounds; a fully managed type is encrypted with the vault's key. */
function obstacleTo(state: State, { rule }: Order, resource: Resource): string | undefined {
  const vault = state.vaults.find(each => each.name === rule.TargetBackupVaultName)
  if (!vault) return `The backup vault ${rule.TargetBackupVaultName} does not exist`
  const days = rule.Lifecycle?.DeleteAfterDays ?? Number.POSITIVE_INFINITY
  const { minDays = 0, maxDays = Number.POSITIVE_INFINITY } = vault.lock ?? {}
  if (days < minDays || days > maxDays)
    return `Retention of ${days} days is outside ${minDays}-${maxDays}, the vault's lock`
  const keyArn = isFullyManaged(resource.type) ? vault.keyArn : resource.encryptionKeyArn
  if (keyArn !== undefined && state.options.usable?.(keyArn) === false) return `The key ${keyArn} cannot be used`
  return undefined
}

function pointOf(state: State, job: Job, { plan, rule, roleArn }: Order, resource: Resource): RecoveryPoint {
  const arn = recoveryPointArn(state.surroundings, resource.type, { kind: 'job', id: job.id })
  const vault = state.vaults.find(each => each.name === job.vaultName)
  const { DeleteAfterDays: deleteAfterDays, MoveToColdStorageAfterDays: coldAfterDays } = rule.Lifecycle ?? {}
  return {
    arn,
    vaultName: job.vaultName,
    resourceArn: resource.arn,
    resourceName: resource.name,
    type: resource.type,
    continuousOf: undefined,
    status: 'CREATING',
    createdAt: state.surroundings.clock.now(),
    sizeBytes: resource.sizeBytes,
    keyArn: isFullyManaged(resource.type) ? vault?.keyArn : resource.encryptionKeyArn,
    roleArn,
    tags: { ...resource.tags, ...rule.RecoveryPointTags },
    // Aurora and EBS backups have no cold tier here: only EFS moves (aws-behaviour 1.2.3).
    lifecycle: { deleteAfterDays, ...(resource.type === 'EFS' && { coldAfterDays }) },
    createdBy: { planArn: plan.arn, planId: plan.id, ruleId: rule.RuleId ?? '' },
    sourceVaultArn: undefined,
    snapshot: resource.snapshot(arn),
  }
}

interface Running {
  readonly job: Job
  readonly point: RecoveryPoint
  readonly order: Order
}

function complete(state: State, { job, point, order }: Running, status: 'COMPLETED' | 'PARTIAL'): void {
  point.status = status
  point.completedAt = job.completedAt = state.surroundings.clock.now()
  job.state = 'COMPLETED'
  tellOfBackup(state, job)
  expire(state, point)
  copyAsPlanned(state, { rule: order.rule, roleArn: order.roleArn, point, backupJobId: job.id })
}

function fail(state: State, job: Job, message: string): void {
  job.state = 'FAILED'
  job.message = message
  job.completedAt = state.surroundings.clock.now()
  tellOfBackup(state, job)
}

/** Deletes the recovery point at the end of its lifecycle, which is counted from its creation. */
export function expire(state: State, point: RecoveryPoint): void {
  const { deleteAfterDays } = point.lifecycle
  if (deleteAfterDays === undefined) return
  state.surroundings.clock.at(point.createdAt + deleteAfterDays * day, () => removePoint(state, point))
}

export function removePoint(state: State, point: RecoveryPoint): void {
  if (!state.points.includes(point)) return
  state.points = state.points.filter(each => each !== point)
  point.snapshot.discard?.()
  state.surroundings.lifecycle.changed()
}
