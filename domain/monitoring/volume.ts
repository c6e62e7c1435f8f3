// A restored volume: the tags it must have, and whether what EC2 made is what was asked for.
import { MODE_TAG, RUN_TAG, type RunRef, runTags } from '../run.ts'
import { LINEAGE_TAG, restoredName, STORE_TAG, type Store, type StoreName } from './store.ts'

/** What EC2 tells of a volume. */
export interface FoundVolume {
  readonly id: string
  /** `creating`, `available`, `in-use`, `deleting`, `deleted` or `error`. */
  readonly state: string
  readonly zone: string
  readonly sizeGib: number
  readonly type: string
  readonly iops: number | null
  readonly throughput: number | null
  readonly encrypted: boolean
  readonly keyArn: string | null
  readonly snapshot: string
  readonly createdAt: string
  readonly tags: Readonly<Record<string, string>>
}

type Tags = Readonly<Record<string, string>>

/** These speak about one volume only: that of the PersistentVolume for which the driver once made it. */
const OF_ONE_VOLUME = ['kubernetes.io/created-for/pv/name', 'CSIVolumeName']

/** A tag's value has at most 256 characters, an id 21. */
const MOST_FOREBEARS = 10

const idOf = (arn: string): string => arn.split('/').at(-1) ?? ''

/** ARNs beside that of the volume itself, which is in the same region and account. */
export const lineageOf = (arn: string, tags: Tags): string[] =>
  (tags[LINEAGE_TAG] ?? '').split(' ').flatMap(id => (id === '' ? [] : [arn.replace(/[^/]+$/, id)]))

/**
 * In a real run, those of the old volume, by which backup plans choose it, and those that let the CSI driver attach it.
 * What a drill makes belongs in no plan, so it gets only the latter.
 */
export function volumeTags(store: Store, run: Pick<RunRef, 'id' | 'mode'>, attachTags: Tags): Tags {
  const inherited = Object.entries(store.disk.tags).filter(
    ([key]) => !key.startsWith('aws:') && !key.startsWith('muster:') && !OF_ONE_VOLUME.includes(key),
  )
  return {
    ...(run.mode === 'recover' ? Object.fromEntries(inherited) : {}),
    ...attachTags,
    ...markTags(store.name, run),
    [LINEAGE_TAG]: [store.disk.arn, ...store.disk.lineage].map(idOf).slice(0, MOST_FOREBEARS).join(' '),
    Name: restoredName(run, store.name),
  }
}

/** By these the volumes of a run are found again. */
const markTags = (store: StoreName, run: Pick<RunRef, 'id' | 'mode'>): Tags => ({
  ...runTags(run),
  [STORE_TAG]: store,
})

export const isOfRun = ({ tags }: Pick<FoundVolume, 'tags'>, run: Pick<RunRef, 'id' | 'mode'>): boolean =>
  tags[RUN_TAG] === run.id && tags[MODE_TAG] === run.mode

interface Expected {
  readonly zone: string
  readonly leastGib: number
  /** ARN or bare id. */
  readonly key: string
  readonly tags: Tags
}

/** What is not as it was asked for; EC2's own defaults are gp2, the snapshot's key and no tags at all. */
export function volumeFaults(found: FoundVolume, { zone, leastGib, key, tags }: Expected): readonly string[] {
  const { keyArn } = found
  const ours = keyArn !== null && (keyArn === key || keyArn.endsWith(`/${key}`))
  const lacking = Object.entries(tags).filter(([name, value]) => found.tags[name] !== value)
  return [
    ...(found.zone === zone ? [] : [`it is in ${found.zone}, expected ${zone}`]),
    ...(found.type === 'gp3' ? [] : [`it is ${found.type}, expected gp3`]),
    ...(found.encrypted && ours ? [] : [`it is encrypted with ${keyArn ?? 'nothing'}, expected ${key}`]),
    ...(found.sizeGib >= leastGib ? [] : [`it has ${found.sizeGib} GiB, expected ${leastGib}`]),
    ...(lacking.length === 0 ? [] : [`it lacks the tags ${lacking.map(([name]) => name).join(', ')}`]),
  ]
}
