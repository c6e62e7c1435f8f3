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

/** Of a tag's value. An id has 21, and the region of a volume of another one up to 15 before it. */
const MOST_CHARACTERS = 256

const idOf = (arn: string): string => arn.split('/').at(-1) ?? ''
const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

/** Ids, and before those of volumes of another region than its own that region: `us-east-1:vol-…`. */
function lineageText(forebears: readonly string[], region: string): string {
  const words = forebears.map(arn => (regionOf(arn) === region ? idOf(arn) : `${regionOf(arn)}:${idOf(arn)}`))
  const fitting = words.findIndex((_, index) => words.slice(0, index + 1).join(' ').length > MOST_CHARACTERS)
  return words.slice(0, fitting < 0 ? words.length : fitting).join(' ')
}

/** ARNs beside that of the volume itself, which is in the same account. */
export const lineageOf = (arn: string, tags: Tags): string[] =>
  (tags[LINEAGE_TAG] ?? '').split(' ').flatMap(word => {
    const [id = '', region = regionOf(arn)] = word.split(':').toReversed()
    return id === '' ? [] : [arn.replace(/[^/]+$/, id).replace(`:${regionOf(arn)}:`, `:${region}:`)]
  })

interface Tagged {
  readonly store: Store
  readonly run: Pick<RunRef, 'id' | 'mode'>
  readonly attachTags: Tags
  /** ARNs of the volumes whose data it holds, the nearest first. */
  readonly forebears: readonly string[]
}

/**
 * In a real run, those of the old volume, by which backup plans choose it, and those that let the CSI driver attach it.
 * What a drill makes belongs in no plan, so it gets only the latter.
 */
export function volumeTags({ store, run, attachTags, forebears }: Tagged): Tags {
  const inherited = Object.entries(store.disk.tags).filter(
    ([key]) => !key.startsWith('aws:') && !key.startsWith('muster:') && !OF_ONE_VOLUME.includes(key),
  )
  return {
    ...(run.mode === 'recover' && { ...Object.fromEntries(inherited), ...madeFor(store) }),
    ...attachTags,
    ...markTags(store.name, run),
    [LINEAGE_TAG]: lineageText(forebears, regionOf(store.disk.arn)),
    Name: restoredName(run, store.name),
  }
}

/** As the CSI driver writes it: by these its backups, and their copies in another region, are known. */
const madeFor = ({ namespace, claim }: Store): Tags => ({
  'kubernetes.io/created-for/pvc/namespace': namespace,
  'kubernetes.io/created-for/pvc/name': claim.name,
})

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
