// Its policy is Retain, so nothing goes with it.
import { swappedVolumeName } from '../../domain/files/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { fileVolumes, runOf } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { removeFileVolume } from './contract.ts'

export const run = implement(removeFileVolume, { volumes: fileVolumes }, async (place, { volumes, run }) => {
  const inCluster = volumes.in(place)
  const name = swappedVolumeName(run)
  const found = await inCluster.findVolume(name)
  if (!found || runOf(found) !== run.id) return { removed: false }
  await inCluster.removeVolume(name, found.metadata.uid)
  return { removed: true }
})

export const handler = asLambda(run)
