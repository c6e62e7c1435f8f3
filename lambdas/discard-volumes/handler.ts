// Only what carries this run's tags is found, so nothing of the platform can be meant.
import { isOfRun } from '../../domain/monitoring/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { discardVolumes } from './contract.ts'

export const run = implement(discardVolumes, { volumes }, async ({ store }, { volumes, run }) => {
  const [asked, left]: [string[], string[]] = [[], []]
  for (const volume of await volumes.ofRun(store)) {
    if (volume.state === 'deleting' || !isOfRun(volume, run)) continue
    ;((await volumes.delete(volume.id)) ? asked : left).push(volume.id)
  }
  return { asked, left }
})

export const handler = asLambda(run)
