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

export function chosenBy(selection: BackupSelection, { arn, tags }: Resource): ChosenBy {
  if (selection.notResources.some(pattern => matches(pattern, arn))) return 'not-chosen'
  const byTag = byTags(selection, tags)
  if (byTag === false) return 'not-chosen'
  const named = selection.resources.some(pattern => matches(pattern, arn))
  if (selection.resources.length > 0 && !named) return 'not-chosen'
  if (byTag) return 'tag'
  return named ? 'arn' : 'not-chosen'
}

/** Undefined when the selection does not look at tags. */
function byTags({ listOfTags, conditions }: BackupSelection, tags: Tags): boolean | undefined {
  const tag = ({ key }: Condition) => tags[key.replace(/^aws:ResourceTag\//, '')]
  const { equals, notEquals, like, notLike } = conditions
  const all = [
    ...equals.map(each => tag(each) === each.value),
    ...notEquals.map(each => tag(each) !== each.value),
    ...like.map(each => matches(each.value, tag(each) ?? '')),
    ...notLike.map(each => !matches(each.value, tag(each) ?? '')),
  ]
  if (all.length === 0 && listOfTags.length === 0) return undefined
  const any = listOfTags.length === 0 || listOfTags.some(each => tag(each) === each.value)
  return any && all.every(Boolean)
}

/** The tags by which the selection chooses the source and which another resource lacks. */
export function missingTags(selection: BackupSelection, source: Tags, other: Tags): Tags {
  const conditions = [...selection.listOfTags, ...selection.conditions.equals, ...selection.conditions.like]
  const keys = new Set(conditions.map(({ key }) => key.replace(/^aws:ResourceTag\//, '')))
  return Object.fromEntries(
    [...keys].flatMap(key => (source[key] !== undefined && source[key] !== other[key] ? [[key, source[key]]] : [])),
  )
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}
