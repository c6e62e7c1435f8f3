// Retain before anything else: with Delete the volume would go with its claim (C31).
import { swappedVolumeName } from '../../domain/files/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { fileVolumes } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { releaseFilesClaim } from './contract.ts'

export const run = implement(
  releaseFilesClaim,
  { volumes: fileVolumes },
  async ({ claim: name, from, old, ...place }, { volumes, run }) => {
    const inCluster = volumes.in(place)
    const volume = from === 'the old volume' ? old : swappedVolumeName(run)
    const claim = await inCluster.findClaim(name)
    if (!claim || claim.spec?.volumeName !== volume) return { released: false }
    await inCluster.setReclaimPolicy(volume, 'Retain')
    await inCluster.removeClaim(name, claim.metadata.uid)
    return { released: true }
  },
)

export const handler = asLambda(run)
