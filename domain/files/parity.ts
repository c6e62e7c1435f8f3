// Compares a restored file system with its source: what AWS Backup does not bring along, and what no call can change.
import type { Difference } from '../configuration-parity.ts'
import { inheritedTags } from '../restored-tags.ts'
import type { Mode } from '../run.ts'
import type { AccessPoint, FileSystemDescription } from './description.ts'

interface Rule {
  readonly field: string
  readonly critical: boolean
  readonly read: (of: FileSystemDescription) => unknown
  /** Why a drill may go without; it serves nobody and is deleted within the hour. */
  readonly inDrill?: string
}

const NOBODY_USES = 'a drill serves nobody'

const rules: readonly Rule[] = [
  { field: 'encrypted', critical: true, read: each => each.encrypted },
  { field: 'kmsKeyId', critical: true, read: each => each.kmsKeyId },
  { field: 'performanceMode', critical: true, read: each => each.performanceMode },
  { field: 'throughputMode', critical: true, read: each => each.throughputMode },
  { field: 'provisionedMibps', critical: true, read: each => each.provisionedMibps },
  { field: 'lifecycle', critical: false, read: each => each.lifecycle },
  {
    field: 'policy',
    critical: true,
    read: each => (each.policy === null ? null : each.policy.replaceAll(each.id, '<file system>')),
  },
  { field: 'backups', critical: true, read: each => each.backups, inDrill: 'what a drill restores is not backed up' },
  { field: 'tags', critical: true, read: each => sorted(inheritedTags(each.tags)), inDrill: NOBODY_USES },
  { field: 'mountTargets', critical: true, read: each => each.mountTargets.map(target => target.zone).sort() },
  {
    field: 'securityGroups',
    critical: true,
    read: each =>
      sorted(
        Object.fromEntries(each.mountTargets.map(({ zone, securityGroups }) => [zone, securityGroups.toSorted()])),
      ),
  },
  {
    field: 'accessPoints',
    critical: true,
    read: each => each.accessPoints.map(placeOf).sort(),
    inDrill: 'a drill reads through an access point of its own',
  },
]

const sorted = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

/** What an access point is to its clients; ids differ, and so does what its tags say of runs. */
export const placeOf = ({ path, user, tags }: Pick<AccessPoint, 'path' | 'user' | 'tags'>): string =>
  JSON.stringify({ path, user, tags: sorted(inheritedTags(tags)) })

export interface FilesParity {
  readonly checked: number
  readonly differences: readonly Difference[]
  /** Critical differences without an explanation. */
  readonly unexplained: number
}

interface Compared {
  readonly source: FileSystemDescription
  readonly restored: FileSystemDescription
  readonly mode: Mode
}

export function compareFileSystems({ source, restored, mode }: Compared): FilesParity {
  const differences = rules.flatMap(({ field, critical, read, inDrill = null }) => {
    const [wanted, has] = [shown(read(source)), shown(read(restored))]
    const explained = mode === 'drill' ? inDrill : null
    return wanted === has ? [] : [{ field, source: wanted, restored: has, critical, explained }]
  })
  return {
    checked: rules.length,
    differences,
    unexplained: differences.filter(each => each.critical && each.explained === null).length,
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Which access point of the restored file system stands for which of the source's. */
export function counterparts(
  source: readonly AccessPoint[],
  restored: readonly AccessPoint[],
): Readonly<Record<string, string>> {
  const byPlace = new Map(restored.map(each => [placeOf(each), each.id]))
  return Object.fromEntries(
    source.flatMap(each => {
      const found = byPlace.get(placeOf(each))
      return found === undefined ? [] : [[each.id, found]]
    }),
  )
}

export interface Missing {
  readonly throughput: boolean
  readonly lifecycle: boolean
  readonly policy: boolean
  readonly backups: boolean
  readonly accessPoints: readonly AccessPoint[]
}

/** What of the source's settings the restored one still lacks and a call can give it. Tags it has from its first minute. */
export function missingSettings(source: FileSystemDescription, restored: FileSystemDescription): Missing {
  const known = counterparts(source.accessPoints, restored.accessPoints)
  return {
    throughput:
      source.throughputMode !== restored.throughputMode || source.provisionedMibps !== restored.provisionedMibps,
    lifecycle: source.lifecycle !== restored.lifecycle,
    policy: source.policy !== null && movedPolicy(source, restored.id) !== restored.policy,
    backups: source.backups && !restored.backups,
    accessPoints: source.accessPoints.filter(({ id }) => known[id] === undefined),
  }
}

/** Statements that name the file system by its ARN must name the new one. */
export const movedPolicy = ({ id, policy }: Pick<FileSystemDescription, 'id' | 'policy'>, to: string): string | null =>
  policy === null ? null : policy.replaceAll(id, to)
