// Recovery points of a volume: the newest that can be used and was whole before the loss, looked at closely before it stands.
import type { Instant } from '../../domain/instant.ts'
import { type BackedUp, forebearsIn, withoutForebears } from '../../domain/monitoring/forebears.ts'
import { lineageOf } from '../../domain/monitoring/volume.ts'
import type { ChosenPoint, RestorePoint, Terms } from '../../domain/restore-point.ts'
import type { BackupRestore } from './backup-restore.ts'
import { chooseClosely } from './closely.ts'
import type { Claim, Volumes } from './volumes.ts'

interface Asked {
  readonly vault: string
  /** The volume's own, and those of the volumes that it was restored from. */
  readonly volumeArns: readonly string[]
  /** What its volume was made for. */
  readonly claim: Claim
  /** Only copies from that region, found by the claim. Null: those of the volume itself, as long as there are any. */
  readonly home: string | null
  readonly lostAt: Instant | null
  readonly named: string | null
  readonly now: number
}

interface Tools {
  readonly backup: BackupRestore
  readonly volumes: Pick<Volumes, 'snapshotsFor'>
}

interface Found {
  readonly points: readonly RestorePoint[]
  /** ARNs of the volumes whose data they hold. */
  readonly forebears: readonly string[]
}

export type VolumeChoice = (ChosenPoint & Pick<Found, 'forebears'>) | { readonly impossible: string }

export async function chooseVolumePoint(tools: Tools, asked: Asked): Promise<VolumeChoice> {
  const terms: Terms = {
    wanted: { damagedAt: asked.lostAt, restoreTo: null },
    now: asked.now,
    // A volume has neither a restorable window nor an engine.
    window: { earliest: '', latest: '' },
    engineVersion: '',
    named: asked.named,
    of: 'volume',
  }
  const { points, forebears } = await pointsFor(tools, asked)
  const choice = await chooseClosely(points, terms, { backup: tools.backup, vault: asked.vault })
  return 'impossible' in choice ? choice : { ...choice, forebears }
}

/** A volume that was made anew has none of its own yet, and one that is named may be of the volume before. */
async function pointsFor(tools: Tools, asked: Asked): Promise<Found> {
  const { vault, volumeArns, home, named } = asked
  if (home === null) {
    const each = await Promise.all(volumeArns.map(arn => tools.backup.pointsOf(vault, arn)))
    // The nearest comes first: whatever stands behind a volume is what it was restored from.
    const own = each.flatMap((found, index) =>
      found.map(point => ({ of: volumeArns[index] ?? '', lineage: volumeArns.slice(index + 1), point })),
    )
    const points = counting(own, named)
    if (points.length > 0 && (named === null || points.some(({ arn }) => arn === named)))
      return { points, forebears: volumeArns }
  }
  return ofClaim(tools, asked)
}

async function ofClaim({ backup, volumes }: Tools, { vault, claim, home, named }: Asked): Promise<Found> {
  const snapshots = new Map((await volumes.snapshotsFor(claim)).map(({ id, tags }) => [id, tags]))
  const found = (await backup.pointsOfVolumes(vault)).flatMap(({ of, point }): readonly BackedUp<RestorePoint>[] => {
    const tags = snapshots.get(point.arn.split('/').at(-1) ?? '')
    const isFromThere = home === null || of.split(':')[3] === home
    return tags && isFromThere ? [{ of, lineage: lineageOf(of, tags), point }] : []
  })
  return { points: counting(found, named), forebears: forebearsIn(found) }
}

/** Who names a point may have reason to want an old volume's. */
const counting = (found: readonly BackedUp<RestorePoint>[], named: string | null): readonly RestorePoint[] =>
  named === null ? withoutForebears(found) : found.map(({ point }) => point)
