// The list leaves out storage class and scans, so each choice is looked at more closely before it stands.
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { type ChosenPoint, chooseRestorePoint, type RestorePoint, type Terms } from '../../domain/restore-point.ts'
import { asLambda } from '../as-lambda.ts'
import { type BackupRestore, backupRestore } from '../gateways/backup-restore.ts'
import { implement } from '../implement.ts'
import { chooseRecoveryPoint } from './contract.ts'

const TOLD = 30

export const run = implement(
  chooseRecoveryPoint,
  { backup: backupRestore },
  async ({ vault, source, window, damagedAt, restoreTo, named }, { backup, clock }) => {
    const { engineVersion } = source
    const terms = { wanted: { damagedAt, restoreTo }, now: clock.now(), window, engineVersion, named }
    const points = await backup.pointsOf(vault, source.arn)
    const { point, moment, reason, passedOver } = await choose(points, terms, { backup, vault })
    return { moment, reason, point: { arn: point.arn, kind: point.kind }, passedOver: passedOver.slice(0, TOLD) }
  },
)

async function choose(
  points: readonly RestorePoint[],
  terms: Terms,
  { backup, vault }: { readonly backup: BackupRestore; readonly vault: string },
): Promise<ChosenPoint> {
  const choice = chooseRestorePoint(points, terms)
  if ('impossible' in choice) {
    const text = `recovery points in the vault ${vault}: ${choice.impossible}`
    throw terms.named === null ? new Missing(text) : new RequestInvalid(`point: ${text}`)
  }
  // Only what was looked at has a storage class, so every round looks at one more.
  if (choice.point.storageClass !== null) return choice
  const closer = await backup.lookCloser(vault, choice.point)
  return choose(
    points.map(point => (point.arn === closer.arn ? closer : point)),
    terms,
    { backup, vault },
  )
}

export const handler = asLambda(run)
