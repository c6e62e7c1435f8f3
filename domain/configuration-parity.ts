// Compares a restored cluster with its source, field by field, and says what can be repaired and how.
import type { ClusterWithMembers } from './cluster-description.ts'
import { type ClusterChanges, clusterRules, type MemberChanges, memberRules, type Rule } from './parity-rules.ts'
import { inheritedTags } from './restored-tags.ts'
import type { Mode } from './run.ts'

export interface Difference {
  /** `parameterGroup`, or `member 2: parameterGroup`. */
  readonly field: string
  readonly source: string
  readonly restored: string
  readonly critical: boolean
  /** Why it is meant to differ; null when nobody explained it. */
  readonly explained: string | null
}

export interface Parity {
  readonly checked: number
  readonly differences: readonly Difference[]
  readonly repairable: readonly string[]
  /** Critical differences without an explanation. */
  readonly unexplained: number
}

interface Compared {
  readonly source: ClusterWithMembers
  readonly restored: ClusterWithMembers
  readonly mode: Mode
}

interface Found extends Difference {
  readonly repairable: boolean
}

export function compareConfiguration({ source, restored, mode }: Compared): Parity {
  const found = [
    ...differences(clusterRules, source, restored, mode),
    ...pairs(source, restored).flatMap(({ from, to, number }) =>
      differences(memberRules, from, to, mode).map(each => ({ ...each, field: `member ${number}: ${each.field}` })),
    ),
  ]
  const memberCount = missingMembers({ source, restored, mode })
  const all = memberCount ? [...found, memberCount] : found
  return {
    checked: clusterRules.length + 1 + pairs(source, restored).length * memberRules.length,
    differences: all.map(({ repairable: _, ...difference }) => difference),
    repairable: all.filter(each => each.repairable && each.explained === null).map(each => each.field),
    unexplained: all.filter(each => each.critical && each.explained === null).length,
  }
}

function differences<T, Changes>(rules: readonly Rule<T, Changes>[], source: T, restored: T, mode: Mode): Found[] {
  return rules.flatMap(({ field, critical, read, explain, repair }) => {
    const [wanted, has] = [shown(read(source)), shown(read(restored))]
    if (wanted === has) return []
    const explained = explain?.(mode) ?? null
    return [{ field, source: wanted, restored: has, critical, explained, repairable: repair !== undefined }]
  })
}

function missingMembers({ source, restored, mode }: Compared): Found | undefined {
  const [wanted, has] = [source.members.length, restored.members.length]
  if (wanted === has) return undefined
  const explained = mode === 'drill' && has > 0 && has < wanted ? 'a drill may bring up the writer alone' : null
  return {
    field: 'members',
    source: String(wanted),
    restored: String(has),
    critical: true,
    explained,
    repairable: false,
  }
}

/** Restored members are numbered in the order of the source's, so the number in the name pairs them. */
function pairs(source: ClusterWithMembers, restored: ClusterWithMembers) {
  return restored.members.flatMap(to => {
    const number = Number(/-(\d+)$/.exec(to.id)?.[1] ?? 0)
    const from = source.members[number - 1]
    return from ? [{ number, from, to }] : []
  })
}

export interface Repairs {
  readonly cluster: ClusterChanges
  readonly addRoles: readonly { readonly arn: string; readonly feature: string | null }[]
  readonly addTags: Readonly<Record<string, string>>
  readonly members: readonly { readonly id: string; readonly changes: MemberChanges }[]
  /** The fields that these repairs bring back. */
  readonly repaired: readonly string[]
}

/** What to change on the restored cluster so that every repairable, unexplained difference goes away. */
export function repairsFor(compared: Compared): Repairs {
  const { source, restored, mode } = compared
  const { repairable } = compareConfiguration(compared)
  const cluster = changes(clusterRules, source, restored, mode)
  const members = pairs(source, restored).map(({ from, to }) => ({
    id: to.id,
    changes: changes(memberRules, from, to, mode),
  }))
  const known = new Set(restored.roles.map(role => role.arn))
  return {
    cluster,
    addRoles: source.roles.filter(role => !known.has(role.arn)),
    addTags: repairable.includes('tags') ? inheritedTags(source.tags) : {},
    members: members.filter(member => Object.keys(member.changes).length > 0),
    repaired: repairable,
  }
}

function changes<T, Changes>(rules: readonly Rule<T, Changes>[], source: T, restored: T, mode: Mode): Changes {
  const wanted = rules.flatMap(({ read, explain, repair }) => {
    const differs = shown(read(source)) !== shown(read(restored))
    return differs && repair && !explain?.(mode) ? [repair(source, restored)] : []
  })
  return Object.assign({}, ...wanted) as Changes
}

/** Text for people, the same for the same value. */
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
