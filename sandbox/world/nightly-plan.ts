// The platform's backup plans as the source runbook has them: every night at 02:00, kept for 30 days, whatever carries the tag.
import type { Region } from '../region.ts'

const hour = 3_600_000
const day = 24 * hour
const PLAN_HOUR = 2
export const KEPT_DAYS = 30
/** Days before the rehearsal of which recovery points are there: enough for a list of several pages. */
const EARLIER_DAYS = 13

export interface NightlyPlan {
  readonly name: string
  readonly vault: string
  readonly kmsKeyId: string
  readonly roleArn: string
  readonly selection: string
  /** Value of the tag `Component`. */
  readonly component: string
  /** Where each recovery point is copied to, from regions that copy. */
  readonly copyVault?: string
}

/** Vault, plan and selection. @returns the plan's id */
export function seedNightlyPlan(region: Region, plan: NightlyPlan): string {
  const { name, vault, kmsKeyId, roleArn, selection, component } = plan
  region.backup.seedVault({ name: vault, keyArn: kmsKeyId })
  return region.backup.seedPlan({
    name,
    rules: [
      {
        RuleName: 'daily',
        TargetBackupVaultName: vault,
        ScheduleExpression: `cron(0 ${PLAN_HOUR} * * ? *)`,
        Lifecycle: { DeleteAfterDays: KEPT_DAYS },
        ...(region.copiesTo !== '' && { CopyActions: [{ DestinationBackupVaultArn: copyTarget(region, plan) }] }),
      },
    ],
    selections: [
      {
        SelectionName: selection,
        IamRoleArn: roleArn,
        ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'Component', ConditionValue: component }],
      },
    ],
  })
}

const copyTarget = ({ copiesTo }: Region, { roleArn, copyVault = '' }: NightlyPlan): string =>
  vaultArn({ region: copiesTo, account: roleArn.split(':')[4] ?? '', name: copyVault })

export const vaultArn = ({ region, account, name }: { region: string; account: string; name: string }): string =>
  `arn:aws:backup:${region}:${account}:backup-vault:${name}`

/** When the plan ran before `now`, the oldest night first. */
export function earlierNights(now: number): readonly number[] {
  const today = Math.floor(now / day) * day + PLAN_HOUR * hour
  const next = today > now ? today : today + day
  return Array.from({ length: EARLIER_DAYS }, (_, index) => next - (EARLIER_DAYS - index) * day)
}
