// The simulated AWS Backup of one region; other regions' vaults are reached for copies only.
import type { BackupRule, BackupSelection } from '@aws-sdk/client-backup'
import * as sdk from '@aws-sdk/client-backup'
import type { Statement } from '../iam/iam.ts'
import { uuid } from '../identifiers.ts'
import { notSimulated } from '../not-simulated.ts'
import { parseSchedule } from '../schedule.ts'
import type { Service, Surroundings } from '../service.ts'
import { checkCopyActions } from './copy-actions.ts'
import { type CopySeed, seedCopy } from './copy-seed.ts'
import { type CopyTarget, copyTarget } from './copy-target.ts'
import { createSelection } from './create-selection.ts'
import type { BackupEvent } from './job-events.ts'
import { expire, removePoint } from './jobs.ts'
import { operationsOf } from './operations.ts'
import { continuousPointArn, isFullyManaged, recoveryPointArn } from './recovery-point-arn.ts'
import { scheduleRule } from './schedule.ts'
import {
  type CopyJob,
  type Job,
  type Options,
  planArn,
  type RecoveryPoint,
  type Resource,
  type RestoreJob,
  type Snapshot,
  type State,
  type Vault,
  vaultArn,
} from './state.ts'

/** A vault made before the rehearsal begins. */
export interface VaultSeed {
  readonly name: string
  readonly keyArn: string
  readonly tags?: Readonly<Record<string, string>>
  readonly policy?: readonly Statement[]
  readonly lock?: Vault['lock']
}

/** A plan made before the rehearsal begins; its rules run on the virtual clock. */
export interface PlanSeed {
  readonly name: string
  readonly rules: readonly BackupRule[]
  readonly selections: readonly BackupSelection[]
  readonly tags?: Readonly<Record<string, string>>
}

/** A backup taken before the rehearsal begins. */
export interface RecoveryPointSeed {
  readonly vaultName: string
  readonly resource: Pick<Resource, 'arn' | 'type' | 'name' | 'tags' | 'sizeBytes' | 'encryptionKeyArn'>
  /** Milliseconds since the epoch: the moment that a restore goes back to; of a continuous one, its beginning. */
  readonly createdAt: number
  /** A continuous recovery point has none. */
  readonly completedAt?: number
  /** The source's resource id, for a continuous recovery point; AVAILABLE unless `status` says otherwise. */
  readonly continuousOf?: string
  readonly roleArn: string
  readonly deleteAfterDays?: number
  readonly status?: RecoveryPoint['status']
  readonly planId?: string
  snapshot(recoveryPointArn: string): Snapshot
}

export class Backup {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options) {
    const state: State = {
      surroundings,
      options,
      vaults: [],
      plans: [],
      selections: [],
      jobs: [],
      restores: [],
      copies: [],
      points: [],
      made: 0,
      listeners: new Set(),
    }
    this.#state = state
    this.service = { signingName: 'backup', sdk, operations: operationsOf(state) }
  }

  seedVault({ name, keyArn, tags = {}, policy, lock }: VaultSeed): void {
    const createdAt = this.#state.surroundings.clock.now()
    this.#state.vaults.push({ name, arn: vaultArn(this.#state, name), keyArn, tags, policy, lock, createdAt })
  }

  /** Returns the plan's id. Refuses rules that would not do what they say. */
  seedPlan(seed: PlanSeed): string {
    const { chance, clock, region } = this.#state.surroundings
    const id = uuid(chance, 'backup-plan', region, seed.name)
    const rules = seed.rules.map((rule, index) =>
      checked(this.#state, { RuleId: uuid(chance, 'rule', id, index), ...rule }),
    )
    const versionId = uuid(chance, 'plan-version', id)
    const arn = planArn(this.#state, id)
    const plan = { id, arn, versionId, name: seed.name, rules, tags: seed.tags ?? {}, createdAt: clock.now() }
    this.#state.plans.push(plan)
    for (const selection of seed.selections)
      createSelection(this.#state, { BackupPlanId: id, BackupSelection: selection })
    for (const rule of rules) scheduleRule(this.#state, plan, rule)
    return id
  }

  /** Returns the recovery point's ARN. */
  seedRecoveryPoint(seed: RecoveryPointSeed): string {
    const state = this.#state
    const { arn: resourceArn, type, name, tags, sizeBytes, encryptionKeyArn } = seed.resource
    const id = uuid(state.surroundings.chance, 'backup-job', state.surroundings.region, state.made++)
    const { continuousOf } = seed
    const arn =
      continuousOf === undefined
        ? recoveryPointArn(state.surroundings, type, { kind: 'job', id })
        : continuousPointArn(state.surroundings, continuousOf)
    const vault = state.vaults.find(each => each.name === seed.vaultName)
    const plan = state.plans.find(each => each.id === seed.planId)
    const point: RecoveryPoint = {
      arn,
      vaultName: seed.vaultName,
      resourceArn,
      resourceName: name,
      type,
      continuousOf,
      status: seed.status ?? (continuousOf === undefined ? 'COMPLETED' : 'AVAILABLE'),
      createdAt: seed.createdAt,
      completedAt: seed.completedAt,
      sizeBytes,
      keyArn: isFullyManaged(type) ? vault?.keyArn : encryptionKeyArn,
      roleArn: seed.roleArn,
      tags,
      lifecycle: { ...(seed.deleteAfterDays !== undefined && { deleteAfterDays: seed.deleteAfterDays }) },
      createdBy: plan && { planArn: plan.arn, planId: plan.id, ruleId: plan.rules[0]?.RuleId ?? '' },
      sourceVaultArn: undefined,
      snapshot: seed.snapshot(arn),
    }
    state.points.push(point)
    expire(state, point)
    return arn
  }

  /** Called with what AWS Backup tells EventBridge, when it does. Returns how to stop listening. */
  onEvent(listener: (event: BackupEvent) => void): () => void {
    this.#state.listeners.add(listener)
    return () => this.#state.listeners.delete(listener)
  }

  /** Every backup job so far, oldest first. */
  jobs(): readonly Job[] {
    return this.#state.jobs
  }

  /** Every restore job so far, oldest first. */
  restoreJobs(): readonly RestoreJob[] {
    return this.#state.restores
  }

  /** A copy made, or not made, before the rehearsal begins. Returns the copy's ARN, if there is one. */
  seedCopy(seed: CopySeed): string | undefined {
    return seedCopy(this.#state, seed)
  }

  /** Every copy job from this region's vaults so far, oldest first. */
  copyJobs(): readonly CopyJob[] {
    return this.#state.copies
  }

  /** A vault of this region, as a copy from anywhere reaches it; undefined when there is none. */
  copyTarget(vaultName: string): CopyTarget | undefined {
    return copyTarget(this.#state, vaultName)
  }

  /** A misfortune of the past: the copy job of that copy FAILED, and nobody noticed. The copy itself is in its own region. */
  copyHasFailed(copyArn: string, message: string): void {
    const job = this.#state.copies.find(each => each.made?.arn === copyArn)
    if (!job) throw new Error(`no copy job of this region made ${copyArn}`)
    delete job.made
    Object.assign(job, { state: 'FAILED', message })
  }

  /** A misfortune: the recovery point is not there, or was deleted. */
  lose(arn: string): void {
    const point = this.#state.points.find(each => each.arn === arn)
    if (!point) throw new Error(`there is no recovery point ${arn}`)
    removePoint(this.#state, point)
  }

  /** What time or somebody does to a recovery point: expires it, scans it, gives it another lifecycle. */
  alter(
    arn: string,
    changes: Partial<Pick<RecoveryPoint, 'status' | 'message' | 'findings' | 'lifecycle' | 'resourceArn'>>,
  ): void {
    const point = this.#state.points.find(each => each.arn === arn)
    if (!point) throw new Error(`there is no recovery point ${arn}`)
    Object.assign(point, changes)
    this.#state.surroundings.lifecycle.changed()
  }

  /** Of one vault, or of all. */
  recoveryPoints(vaultName?: string): readonly RecoveryPoint[] {
    return this.#state.points.filter(point => vaultName === undefined || point.vaultName === vaultName)
  }

  /** Names of the selections of every plan, which a run adds to and takes from. */
  selectionNames(): readonly string[] {
    return this.#state.selections.map(({ selection }) => selection.SelectionName ?? '')
  }

  /** The policy over a vault's ARN, or over the ARN of a recovery point that a vault holds. */
  policyOf(arn: string): readonly Statement[] | undefined {
    const vaultName = this.#state.points.find(point => point.arn === arn)?.vaultName
    return this.#state.vaults.find(vault => vault.arn === arn || vault.name === vaultName)?.policy
  }
}

function checked(state: State, rule: BackupRule): BackupRule {
  checkCopyActions(state, rule)
  if (rule.EnableContinuousBackup) throw notSimulated('EnableContinuousBackup of a backup rule')
  if ((rule.ScheduleExpressionTimezone ?? 'Etc/UTC') !== 'Etc/UTC') throw notSimulated('time zones of a backup rule')
  if (rule.ScheduleExpression !== undefined) parseSchedule(rule.ScheduleExpression)
  return rule
}

export type { CopySeed } from './copy-seed.ts'
export type { Copying, CopyTarget, Receivers } from './copy-target.ts'
export type { CopyJob, InNameOf, Resource, Snapshot } from './state.ts'
