// Keys, vaults, subnets, the cluster and room: what must be there in a region before anything can be restored into it.

export interface KeySeen {
  readonly enabled: boolean
  readonly state: string
}

/** @param seen undefined when there is no such key in this region */
export function keyBlockers(field: string, id: string, seen: KeySeen | undefined): string[] {
  if (!seen) return [`key: there is no KMS key ${id} in this region; keys are regional, correct ${field}`]
  return seen.enabled ? [] : [`key: ${id} is ${seen.state}, expected Enabled; without it no copy can be restored`]
}

/** AWS Backup answers for a vault that does not exist as for one that may not be seen. */
export const vaultBlockers = (field: string, name: string, seen: boolean): string[] =>
  seen
    ? []
    : [`vault: there is no backup vault ${name} in this region, or its policy hides it; create it or correct ${field}`]

interface Placed {
  readonly zone: string
  readonly subnet: string
}

/** @param zones the zone of each subnet that exists, by its id */
export const subnetBlockers = (wanted: readonly Placed[], zones: Readonly<Record<string, string>>): string[] =>
  wanted.flatMap(({ zone, subnet }) => {
    const found = zones[subnet]
    if (found === zone) return []
    return [
      found === undefined
        ? `subnet: there is no ${subnet} in this region; correct recovery.files.mountTargets`
        : `subnet: ${subnet} is in ${found}, the platform's description says ${zone}; correct recovery.files.mountTargets`,
    ]
  })

/** A control plane that is being updated goes on answering (Amazon EKS user guide, "Update existing cluster"). */
const WORKING = ['ACTIVE', 'UPDATING']

export const clusterBlockers = (name: string, status: string | undefined): string[] =>
  status !== undefined && WORKING.includes(status)
    ? []
    : [`cluster: the EKS cluster ${name} is ${status ?? 'unknown'}, expected ACTIVE`]

/** No claim of WordPress stands by: one that is there serves somebody, or is left of an earlier run. */
export const claimInTheWay = (claim: string, volume: string | undefined): string[] => [
  `claim: ${claim} is there already and leads to ${volume ?? 'no volume'}; WordPress runs here, or an earlier run has left it: when nothing uses it, delete it`,
]

/** Of the sizes from `large` up, and all of T3 and newer: so many vCPUs has the smallest node. */
const LEAST_OF_A_NODE = 2

/** @param most vCPUs that On-Demand Standard instances may have together; undefined when AWS does not tell */
export function nodeBlockers(nodes: number, most: number | undefined): string[] {
  const wanted = nodes * LEAST_OF_A_NODE
  if (most === undefined || most >= wanted) return []
  return [
    `quota: On-Demand Standard instances may have ${most} vCPUs together, and ${nodes} nodes have at least ${wanted}; ask for more`,
  ]
}

/** Volumes are for monitoring, which is restored last and may be left: no blocker. */
export const volumeNotes = (usedGib: number, mostTib: number | undefined): string[] =>
  mostTib === undefined || usedGib < mostTib * 1024
    ? []
    : [`the quota of gp3 storage, ${mostTib} TiB, is used up: no volume of the monitoring can be restored`]
