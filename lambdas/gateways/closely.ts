// Choosing a recovery point: the list leaves out storage class and scans, so each choice is looked at before it stands.
import { type ChosenPoint, chooseRestorePoint, type RestorePoint, type Terms } from '../../domain/restore-point.ts'
import type { BackupRestore } from './backup-restore.ts'

interface From {
  readonly backup: Pick<BackupRestore, 'lookCloser'>
  readonly vault: string
}

/** Every round looks at one more point. */
export async function chooseClosely(
  points: readonly RestorePoint[],
  terms: Terms,
  from: From,
): Promise<ChosenPoint | { readonly impossible: string }> {
  const choice = chooseRestorePoint(points, terms)
  if ('impossible' in choice || choice.point.storageClass !== null) return choice
  const closer = await from.backup.lookCloser(from.vault, choice.point)
  const known = points.map(point => (point.arn === closer.arn ? closer : point))
  return chooseClosely(known, terms, from)
}
