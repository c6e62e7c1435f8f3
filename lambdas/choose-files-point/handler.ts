// The list leaves out storage class and scans, so each choice is looked at more closely before it stands.
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { restoreSeconds } from '../../domain/files/program.ts'
import { toInstant } from '../../domain/instant.ts'
import { type ChosenPoint, chooseRestorePoint, type RestorePoint, type Terms } from '../../domain/restore-point.ts'
import { asLambda } from '../as-lambda.ts'
import { type FileRestores, fileRestores } from '../gateways/file-restores.ts'
import { implement } from '../implement.ts'
import { chooseFilesPoint } from './contract.ts'

const TOLD = 30

export const run = implement(
  chooseFilesPoint,
  { restores: fileRestores },
  async ({ vault, source, deletedAt, named, coldAccepted }, { restores, clock }) => {
    const now = clock.now()
    const terms: Terms = {
      wanted: { damagedAt: deletedAt, restoreTo: null },
      ...{ now, named, coldAccepted, of: 'file system' },
      // AWS Backup keeps no continuous recovery points of file systems, and they have no engine.
      window: { earliest: toInstant(now), latest: toInstant(now) },
      engineVersion: '',
    }
    const points = await restores.pointsOf(vault, source)
    const { point, moment, reason, passedOver } = await choose(points, terms, { restores, vault })
    // How many files there are, nobody tells.
    const expected = restoreSeconds({ files: 0, bytes: point.sizeBytes ?? 0 })
    return { arn: point.arn, moment, reason, expected, passedOver: passedOver.slice(0, TOLD) }
  },
)

interface From {
  readonly restores: FileRestores
  readonly vault: string
}

async function choose(points: readonly RestorePoint[], terms: Terms, from: From): Promise<ChosenPoint> {
  const choice = chooseRestorePoint(points, terms)
  if ('impossible' in choice) {
    const text = `recovery points in the vault ${from.vault}: ${choice.impossible}`
    throw terms.named === null ? new Missing(text) : new RequestInvalid(`point: ${text}`)
  }
  // Only what was looked at has a storage class, so every round looks at one more.
  if (choice.point.storageClass !== null) return choice
  const closer = await from.restores.lookCloser(from.vault, choice.point)
  return choose(
    points.map(point => (point.arn === closer.arn ? closer : point)),
    terms,
    from,
  )
}

export const handler = asLambda(run)
