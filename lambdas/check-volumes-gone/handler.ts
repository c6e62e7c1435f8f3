// A volume that was still being detached refuses its deletion, so every poll tries again.
import { isOfRun } from '../../domain/monitoring/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { checkVolumesGone } from './contract.ts'

export const run = implement(checkVolumesGone, { volumes }, async ({ store }, { volumes, run }) => {
  const left = (await volumes.ofRun(store)).filter(volume => volume.state !== 'deleted' && isOfRun(volume, run))
  for (const { id, state } of left) if (state !== 'deleting') await volumes.delete(id)
  return left.length === 0 ? ready({}) : pending(left.map(({ id, state }) => `the volume ${id} is ${state}`).join('; '))
})

export const handler = asLambda(run)
