// What about a database would stop a recovery later: each blocker says what was found, what was expected and what to do.

/** RDS identifiers have at most 63 characters; a run adds 13, and `-16` for the last of 16 possible members. */
const LONGEST_CLUSTER_ID = 63 - 13 - 3

interface Cluster {
  readonly id: string
  readonly status: string
  readonly engine: string
  readonly engineMode: string
  readonly backupRetention: number
  readonly restorable: object | null
  readonly members: readonly { readonly id: string; readonly writer: boolean }[]
  readonly kmsKeyId: string | null
  readonly dataApi: boolean
  readonly globalCluster: string | null
  readonly managedMasterSecret: boolean
  readonly roles: readonly unknown[]
}

export function nameBlockers(clusterId: string): string[] {
  if (clusterId.length <= LONGEST_CLUSTER_ID) return []
  return [
    `name: ${clusterId} has ${clusterId.length} characters, at most ${LONGEST_CLUSTER_ID} leave room for the names of restored instances; rename the cluster`,
  ]
}

/** @param keyId the key that the platform's description names */
export function clusterBlockers(cluster: Cluster, keyId: string): string[] {
  const { id, status, engine, engineMode, backupRetention, restorable, members, kmsKeyId, dataApi } = cluster
  const rules: readonly (readonly [boolean, string])[] = [
    [status === 'available', `cluster: ${id} is ${status}, expected available; look at its events`],
    [engine === 'aurora-mysql', `engine: ${id} runs ${engine}; this runbook restores aurora-mysql`],
    [
      engineMode === 'provisioned',
      `engine: ${id} is in mode ${engineMode}; this runbook restores provisioned clusters (Serverless v2 included)`,
    ],
    [backupRetention > 0, `backups: ${id} keeps none; set a retention of at least one day`],
    [restorable !== null, `backups: ${id} has no restorable window; wait for its first backup`],
    [members.length > 0, `members: ${id} has no instance to take settings from`],
    [members.some(member => member.writer), `members: ${id} has no writer; fail over to a reader first`],
    [
      kmsKeyId === null || sameKey(kmsKeyId, keyId),
      `key: ${id} is encrypted with ${kmsKeyId}, the platform's description says ${keyId}; correct database.kmsKeyId`,
    ],
    [dataApi, `data api: it is off on ${id}, and nothing could be read or proved; enable the HTTP endpoint`],
  ]
  return rules.flatMap(([holds, blocker]) => (holds ? [] : [blocker]))
}

/** AWS answers with ARNs; descriptions may hold the bare id. */
const sameKey = (arn: string, id: string): boolean => arn === id || arn.endsWith(`/${id}`)

export function clusterNotes({ id, globalCluster, managedMasterSecret }: Cluster): string[] {
  return [
    ...(globalCluster ? [`${id} belongs to the global database ${globalCluster}; the restored cluster will not`] : []),
    ...(managedMasterSecret
      ? [`RDS manages the master secret of ${id}; the restored cluster gets none: turn it on after the run`]
      : []),
  ]
}

interface Room {
  readonly used: number
  readonly max: number
}

export function roomBlockers(quota: string, room: Room | undefined, wanted: number): string[] {
  if (!room || room.used + wanted <= room.max) return []
  return [
    `quota: ${quota} has ${room.used} of ${room.max} in use, ${wanted} more are needed; delete some or ask for more`,
  ]
}

interface Secret {
  readonly name: string
  readonly needed: readonly string[]
  /** Undefined when there is no such secret. */
  readonly holder: { readonly owner: string | null } | undefined
  readonly keys: readonly string[]
}

export function secretBlockers({ name, needed, holder, keys }: Secret): string[] {
  if (!holder)
    return [`secret: there is no secret ${name} in this region; create it or correct the platform's description`]
  const lacking = needed.filter(key => !keys.includes(key))
  return [
    ...(holder.owner
      ? [`secret: ${name} is owned by ${holder.owner}, which allows nobody else to edit it; use a secret of your own`]
      : []),
    ...(lacking.length > 0 ? [`secret: ${name} lacks a value for ${lacking.join(', ')}`] : []),
  ]
}
