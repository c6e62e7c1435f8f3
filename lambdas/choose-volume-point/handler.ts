// The recovery point of a volume is a snapshot, which EC2 knows by its id.
import { readableDuration } from '../../domain/duration.ts'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { chooseVolumePoint as choose } from '../gateways/volume-points.ts'
import { implement } from '../implement.ts'
import { chooseVolumePoint } from './contract.ts'

export const run = implement(
  chooseVolumePoint,
  { backup: backupRestore },
  async ({ vault, store, lostAt, named }, { backup, clock }) => {
    const choice = await choose(backup, {
      vault,
      volumeArns: [store.disk.arn, ...store.disk.lineage],
      lostAt,
      named,
      now: clock.now(),
    })
    if ('impossible' in choice) {
      const text = `recovery points of ${titleOf(store.name)} in the vault ${vault}: ${choice.impossible}`
      throw named === null ? new Missing(text) : new RequestInvalid(`${store.name}Point: ${text}`)
    }
    const { point, moment, reason } = choice
    const gap = readableDuration((clock.now() - toMillis(moment)) / 1000)
    const lost = `what was written since, ${gap} until now, will be missing`
    return {
      arn: point.arn,
      snapshot: point.arn.split('/').at(-1) ?? '',
      moment,
      outlook: `${titleOf(store.name)} from ${reason}; ${lost}`,
    }
  },
)

export const handler = asLambda(run)
