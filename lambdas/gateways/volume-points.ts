// Recovery points of a volume: the newest that can be used and was whole before the loss, looked at closely before it stands.
import type { Instant } from '../../domain/instant.ts'
import { type ChosenPoint, chooseRestorePoint, type RestorePoint, type Terms } from '../../domain/restore-point.ts'
import type { BackupRestore } from './backup-restore.ts'

interface Asked {
  readonly vault: string
  /** The volume's own, and those of the volumes that it was restored from. */
  readonly volumeArns: readonly string[]
  readonly lostAt: Instant | null
  readonly named: string | null
  readonly now: number
}

type Choice = ChosenPoint | { readonly impossible: string }

export async function chooseVolumePoint(
  backup: BackupRestore,
  { vault, volumeArns, ...asked }: Asked,
): Promise<Choice> {
  const terms: Terms = {
    wanted: { damagedAt: asked.lostAt, restoreTo: null },
    now: asked.now,
    // A volume has neither a restorable window nor an engine.
    window: { earliest: '', latest: '' },
    engineVersion: '',
    named: asked.named,
    of: 'volume',
  }
  const points = await Promise.all(volumeArns.map(arn => backup.pointsOf(vault, arn)))
  return closely(points.flat(), terms, { backup, vault })
}

/** Storage class and scans are not in the list, so every round looks at one more. */
async function closely(
  points: readonly RestorePoint[],
  terms: Terms,
  { backup, vault }: { readonly backup: BackupRestore; readonly vault: string },
): Promise<Choice> {
  const choice = chooseRestorePoint(points, terms)
  if ('impossible' in choice || choice.point.storageClass !== null) return choice
  const closer = await backup.lookCloser(vault, choice.point)
  const known = points.map(point => (point.arn === closer.arn ? closer : point))
  return closely(known, terms, { backup, vault })
}
