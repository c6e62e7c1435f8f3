// The recovery point of a volume is a snapshot, which EC2 knows by its id.
import { readableDuration } from '../../domain/duration.ts'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { chooseVolumePoint as choose } from '../gateways/volume-points.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { chooseVolumePoint } from './contract.ts'

export const run = implement(
  chooseVolumePoint,
  { backup: backupRestore, volumes },
  async ({ vault, store, home, lostAt, named }, { backup, volumes, clock }) => {
    const choice = await choose(
      { backup, volumes },
      {
        ...{ vault, home, lostAt, named, now: clock.now() },
        volumeArns: [store.disk.arn, ...store.disk.lineage],
        claim: { namespace: store.namespace, name: store.claim.name },
      },
    )
    if ('impossible' in choice) {
      const text = `recovery points of ${titleOf(store.name)} in the vault ${vault}: ${choice.impossible}`
      throw named === null ? new Missing(text) : new RequestInvalid(`${store.name}Point: ${text}`)
    }
    const { point, moment, reason, forebears } = choice
    const gap = readableDuration((clock.now() - toMillis(moment)) / 1000)
    const lost = `what was written since, ${gap} until now, will be missing`
    return {
      arn: point.arn,
      snapshot: point.arn.split('/').at(-1) ?? '',
      moment,
      forebears: [...forebears],
      outlook: `${titleOf(store.name)} from ${reason}; ${lost}`,
    }
  },
)

export const handler = asLambda(run)
