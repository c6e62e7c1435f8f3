// What would stop the restore of a store later, judged from what was seen of it: blockers stop the run, notes inform.
import { holdersText } from './claim.ts'
import { type StoreName, titleOf } from './store.ts'

export interface Findings {
  readonly blockers: readonly string[]
  readonly notes: readonly string[]
}

export interface StoreSeen {
  readonly store: StoreName
  readonly workload: {
    readonly wanted: number
    readonly ready: number
    readonly shards: number
    readonly paused: boolean
    readonly claims: readonly string[]
  } | null
  readonly claim: {
    readonly name: string
    readonly phase: string
    readonly volume: string
    /** Other than the one that protects every claim in use. */
    readonly finalizers: readonly string[]
    readonly terminating: boolean
  } | null
  readonly claimName: string
  readonly volume: {
    readonly driver: string
    readonly handle: string
    readonly reclaimPolicy: string
    readonly filesystem: boolean
  } | null
  /** Null when EC2 has no such volume any more. */
  readonly disk: { readonly type: string; readonly encrypted: boolean; readonly missingTags: readonly string[] } | null
  /** Undefined when no node can run it. */
  readonly zone: { readonly chosen: string | undefined; readonly before: string }
}

const EBS_DRIVER = 'ebs.csi.aws.com'

/** Each blocker says what was found, what was expected and what to do. */
export function judgeStore(seen: StoreSeen): Findings {
  const title = titleOf(seen.store)
  const blockers = [
    ...judgeWorkload(seen, title),
    ...judgeClaim(seen, title),
    ...(seen.workload !== null && seen.zone.chosen === undefined
      ? [`${title}: no node that is ready can run it; a restored volume needs one in its own zone`]
      : []),
  ]
  return { blockers, notes: notesOn(seen, title) }
}

function judgeWorkload({ workload, claimName, store }: StoreSeen, title: string): readonly string[] {
  if (workload === null)
    return [`${title}: its workload does not exist; correct monitoring.${store} in the platform's description`]
  const { wanted, shards, paused, claims } = workload
  return [
    ...(wanted > 1 || shards > 1
      ? [`${title}: it has ${wanted} replicas in ${shards} shards, each with its own volume; this runbook restores one`]
      : []),
    ...(paused
      ? [`${title}: its custom resource is paused, so the operator would not stop it; set spec.paused: false`]
      : []),
    ...(claims.includes(claimName)
      ? []
      : [`${title}: its pods mount ${claims.join(', ') || 'no claim'}, not ${claimName}; correct the claim`]),
  ]
}

function judgeClaim({ claim, claimName, volume }: StoreSeen, title: string): readonly string[] {
  if (claim === null) return [`${title}: there is no claim ${claimName}; make it again, then start the run`]
  if (volume === null)
    return [
      `${title}: the claim ${claim.name} is ${claim.phase} on ${claim.volume || 'no volume'}, which does not exist`,
    ]
  return [
    ...(claim.terminating
      ? [`${title}: the claim ${claim.name} is being deleted; find out by whom, and make it again`]
      : []),
    ...(claim.finalizers.length > 0
      ? [
          `${title}: the claim ${claim.name} could not be moved to a restored volume: ${holdersText(claim.finalizers)}; then start the run`,
        ]
      : []),
    ...(volume.driver === EBS_DRIVER
      ? []
      : [`${title}: ${claim.volume} is served by ${volume.driver || 'another driver'}, expected ${EBS_DRIVER}`]),
    ...(volume.filesystem
      ? []
      : [`${title}: ${claim.volume} is a raw block device; this runbook restores file systems`]),
  ]
}

function notesOn({ workload, volume, disk, zone }: StoreSeen, title: string): readonly string[] {
  return [
    ...(workload?.wanted === 0 ? [`${title} is scaled to 0; the cutover will start it with one replica`] : []),
    ...(workload && workload.ready < workload.wanted
      ? [`${title} has ${workload.ready} of ${workload.wanted} replicas ready; the loss may be the reason`]
      : []),
    ...(volume?.reclaimPolicy === 'Delete'
      ? [`${title}: the reclaim policy of its volume is Delete; it is set to Retain before anything else`]
      : []),
    ...(disk === null && volume !== null ? [`${title}: EC2 has no volume ${volume.handle} any more`] : []),
    ...(disk !== null && disk.type !== 'gp3'
      ? [`${title}: its volume is ${disk.type}; the restored one will be gp3`]
      : []),
    ...(disk !== null && !disk.encrypted ? [`${title}: its volume is not encrypted; the restored one will be`] : []),
    ...(disk !== null && disk.missingTags.length > 0
      ? [`${title}: its volume lacks ${disk.missingTags.join(', ')}; the restored one gets them`]
      : []),
    ...(zone.chosen !== undefined && zone.before !== '' && zone.chosen !== zone.before
      ? [`${title}: no node in ${zone.before} can run it; it will be restored in ${zone.chosen}`]
      : []),
  ]
}

export const keyBlockers = (
  id: string,
  key: { readonly enabled: boolean; readonly state: string } | undefined,
): readonly string[] => {
  if (!key) return [`key: there is no KMS key ${id} in this region; correct monitoring.kmsKeyId`]
  return key.enabled ? [] : [`key: the KMS key ${id} is ${key.state}, expected Enabled; no volume could be made`]
}
