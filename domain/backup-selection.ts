// Does a selection of an AWS Backup plan choose a resource, and by what? (AWS Backup developer guide, "Assigning resources")
import type { Tags } from './restored-tags.ts'

interface Condition {
  readonly key: string
  readonly value: string
}

/** As AWS Backup keeps it. ARN patterns may end in `*`. */
export interface BackupSelection {
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  /** Any of them is enough. Keys are tag keys. */
  readonly listOfTags: readonly Condition[]
  /** All of them must hold. Keys are `aws:ResourceTag/<tag key>`. */
  readonly conditions: {
    readonly equals: readonly Condition[]
    readonly notEquals: readonly Condition[]
    readonly like: readonly Condition[]
    readonly notLike: readonly Condition[]
  }
}

export interface Resource {
  readonly arn: string
  readonly tags: Tags
}

export type ChosenBy = 'tag' | 'arn' | 'not-chosen'

/** ARNs and `ListOfTags` are joined by OR, conditions by AND; what is excluded is never chosen. */
export function chosenBy(selection: BackupSelection, { arn, tags }: Resource): ChosenBy {
  const { resources, notResources, listOfTags, conditions } = selection
  if (notResources.some(pattern => matches(pattern, arn)) || !meets(conditions, tags)) return 'not-chosen'
  if (listOfTags.some(each => tags[tagKey(each)] === each.value)) return 'tag'
  if (resources.some(pattern => matches(pattern, arn))) return hasConditions(conditions) ? 'tag' : 'arn'
  return resources.length === 0 && listOfTags.length === 0 && hasConditions(conditions) ? 'tag' : 'not-chosen'
}

const tagKey = ({ key }: Condition): string => key.replace(/^aws:ResourceTag\//, '')

const hasConditions = (conditions: BackupSelection['conditions']): boolean =>
  Object.values(conditions).some(each => each.length > 0)

/** A missing tag meets the negated conditions. */
function meets({ equals, notEquals, like, notLike }: BackupSelection['conditions'], tags: Tags): boolean {
  const equal = (each: Condition) => tags[tagKey(each)] === each.value
  const alike = (each: Condition) => matches(each.value, tags[tagKey(each)] ?? '')
  return equals.every(equal) && like.every(alike) && !notEquals.some(equal) && !notLike.some(alike)
}

/** The tags by which the selection chooses the source and which another resource lacks. */
export function missingTags(selection: BackupSelection, source: Tags, other: Tags): Tags {
  const conditions = [...selection.listOfTags, ...selection.conditions.equals, ...selection.conditions.like]
  const keys = new Set(conditions.map(tagKey))
  return Object.fromEntries(
    [...keys].flatMap(key => (source[key] !== undefined && source[key] !== other[key] ? [[key, source[key]]] : [])),
  )
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}
