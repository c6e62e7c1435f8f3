// Which resources a selection chooses: by ARN or any of its tags, then by all of its conditions, less its exclusions.
import type { BackupSelection, ConditionParameter } from '@aws-sdk/client-backup'
import type { Resource } from './state.ts'

/** Resources that restore testing made are left alone (aws-behaviour 1.2.13). */
const restoreTest = 'awsbackup-restore-test'

/** ARNs and tags are joined by OR, conditions by AND (CreateBackupSelection, BackupSelection). */
export function selects(selection: BackupSelection, resource: Resource): boolean {
  if (restoreTest in resource.tags) return false
  const { Resources = [], NotResources = [], ListOfTags = [] } = selection
  const byArn = Resources.some(pattern => matchesArn(pattern, resource.arn))
  const byTag = ListOfTags.some(
    ({ ConditionKey, ConditionValue }) => resource.tags[ConditionKey ?? ''] === ConditionValue,
  )
  if (!(byArn || byTag) || NotResources.some(pattern => matchesArn(pattern, resource.arn))) return false
  return meets(selection, resource.tags)
}

/** A missing tag meets the negated conditions. */
function meets({ Conditions = {} }: BackupSelection, tags: Readonly<Record<string, string>>): boolean {
  const { StringEquals = [], StringNotEquals = [], StringLike = [], StringNotLike = [] } = Conditions
  const value = ({ ConditionKey = '' }: ConditionParameter) => tags[ConditionKey.replace('aws:ResourceTag/', '')]
  const equal = (each: ConditionParameter) => value(each) === each.ConditionValue
  const like = (each: ConditionParameter) => matches(each.ConditionValue ?? '', value(each))
  return (
    StringEquals.every(equal) && StringLike.every(like) && !StringNotEquals.some(equal) && !StringNotLike.some(like)
  )
}

/** A star stands at the end only. */
function matchesArn(pattern: string, arn: string): boolean {
  return pattern.endsWith('*') ? arn.startsWith(pattern.slice(0, -1)) : arn === pattern
}

function matches(pattern: string, value: string | undefined): boolean {
  const source = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return value !== undefined && new RegExp(`^${source.join('.*')}$`, 's').test(value)
}
