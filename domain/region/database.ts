// Whether a cluster can be restored here: judged from its groups, and from what RDS offers in the region.

export interface GroupsSeen {
  /** Zones of the subnet group; undefined when there is none of the name. */
  readonly zones: readonly string[] | undefined
  /** Family of each parameter group by name; undefined for one that does not exist. */
  readonly clusterGroup: { readonly name: string; readonly family: string | undefined }
  readonly instanceGroups: readonly { readonly name: string; readonly family: string | undefined }[]
}

/** @param family of the engine version that will be restored; undefined when that is not known */
export function groupBlockers(subnetGroup: string, seen: GroupsSeen, family: string | undefined): string[] {
  const { zones, clusterGroup, instanceGroups } = seen
  return [
    ...(zones === undefined
      ? [
          `subnet group: ${subnetGroup} does not exist in this region; create it or correct recovery.database.subnetGroup`,
        ]
      : []),
    ...(zones !== undefined && zones.length < 2
      ? [`subnet group: ${subnetGroup} covers ${zones.join(', ') || 'no zone'}; Aurora wants at least two zones`]
      : []),
    ...familyBlockers('cluster parameter group', clusterGroup, family),
    ...instanceGroups.flatMap(group => familyBlockers('parameter group', group, family)),
  ]
}

function familyBlockers(
  what: string,
  group: { readonly name: string; readonly family: string | undefined },
  wanted: string | undefined,
): string[] {
  const { name, family } = group
  if (family === undefined) return [`${what}: ${name} does not exist in this region; create it there`]
  const fits = wanted === undefined ? family.startsWith('aurora-mysql') : family === wanted
  if (fits) return []
  return [`${what}: ${name} is of the family ${family}, expected ${wanted ?? 'one of aurora-mysql'}; make one of that`]
}

export interface OfferSeen {
  /** Of the newest copy; null when it is not told. */
  readonly version: string | null
  readonly offered: readonly { readonly version: string; readonly family: string }[]
  /** Zones in which each class can be had for that version. */
  readonly classes: readonly { readonly class: string; readonly zones: readonly string[] }[]
}

/** @param zones of the subnet group; undefined when there is no such group, which is a blocker of its own */
export function offerBlockers(
  { version, offered, classes }: OfferSeen,
  zones: readonly string[] | undefined,
): string[] {
  if (version !== null && !offered.some(each => each.version === version)) {
    const others = offered.map(each => each.version).join(', ')
    return [
      `engine: the newest copy is of version ${version}, which this region does not offer (it offers ${others}); upgrade the cluster while it lives`,
    ]
  }
  if (zones === undefined) return []
  return classes
    .filter(each => !each.zones.some(zone => zones.includes(zone)))
    .map(
      each =>
        `class: ${each.class} cannot be had in ${zones.join(', ')} for ${version ?? 'any version'}; name another in recovery.database.instances`,
    )
}

export const offerNotes = ({ version }: OfferSeen): string[] =>
  version === null
    ? ['which engine version the newest copy has is not told; none was compared with the offered ones']
    : []
