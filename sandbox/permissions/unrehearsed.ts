// Grants that no rehearsal uses yet, each with the reason why it is granted all the same. None is added lightly.
import { matches } from '../aws/iam/wildcard.ts'
import type { Grant } from './grants.ts'

export interface Unrehearsed {
  readonly verb: string
  /** With wildcards. */
  readonly action: string
  /** With wildcards. */
  readonly resource: string
  readonly because: string
}

const asksAgain =
  'does again whatever the first asking did not reach, such as what appears late; seldom anything is left'
const continuous = 'continuous recovery points have ARNs of AWS Backup’s own; the world has none yet'
const pendingReboot = 'no misfortune yet leaves a member with parameters that wait for a reboot'
const repairs = 'every rule of configuration parity has its test; no rehearsal’s restore differs in this'

export const unrehearsed: readonly Unrehearsed[] = [
  { verb: 'check-cluster-gone', action: 'rds:DeleteDBInstance', resource: '*:db:*', because: asksAgain },
  { verb: 'check-cluster-gone', action: 'rds:ModifyDBCluster', resource: '*:cluster:*', because: asksAgain },
  { verb: 'check-cluster-gone', action: 'rds:*Tags*Resource', resource: '*', because: asksAgain },
  { verb: 'sweep-restore-job', action: 'rds:DeleteDBInstance', resource: '*:db:*', because: asksAgain },
  { verb: 'sweep-restore-job', action: 'rds:ModifyDBCluster', resource: '*:cluster:*', because: asksAgain },
  { verb: 'sweep-restore-job', action: 'rds:*Tags*Resource', resource: '*', because: asksAgain },
  { verb: 'choose-recovery-point', action: 'backup:*', resource: '*:recovery-point:*', because: continuous },
  { verb: 'start-restore-job', action: 'backup:*', resource: '*:recovery-point:*', because: continuous },
  {
    verb: 'start-restore-job',
    action: 'backup:GetRestoreJobMetadata',
    resource: '*',
    because:
      'tells whose an earlier job is when its start must be found again; rehearsed calls find none of the same hour',
  },
  {
    verb: 'claim-cluster',
    action: 'rds:RemoveTagsFromResource',
    resource: '*:cluster:*',
    because: 'takes off the tags of an earlier run that a backup of a retained cluster brings along',
  },
  { verb: 'reboot-instances', action: 'rds:RebootDBInstance', resource: '*:db:*', because: pendingReboot },
  { verb: 'repair-configuration', action: 'rds:AddTagsToResource', resource: '*:cluster:*', because: repairs },
  { verb: 'repair-configuration', action: 'rds:ModifyDBCluster', resource: '*:cluster-pg:*', because: repairs },
  { verb: 'repair-configuration', action: 'rds:ModifyDBInstance', resource: '*', because: repairs },
  { verb: 'repair-configuration', action: 'kms:*', resource: '*', because: repairs },
  {
    verb: 'select-for-backup',
    action: 'rds:AddTagsToResource',
    resource: '*:cluster:*',
    because: 'the restore carries all tags over; needed when a plan chooses by one that was added meanwhile',
  },
]

export const isUnrehearsed = ({ verb, action, resource }: Grant, among = unrehearsed): boolean =>
  among.some(each => each.verb === verb && matches(each.action, action) && matches(each.resource, resource))
