// Everything is read that the binder would not write by itself when the claim is made again.
import { Missing } from '../../domain/errors.ts'
import { claimBody } from '../../domain/files/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { fileVolumes } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { readFileVolume } from './contract.ts'

export const run = implement(readFileVolume, { volumes: fileVolumes }, async ({ kubernetes, claim: name }, tools) => {
  const volumes = tools.volumes.in(kubernetes)
  const claim = await volumes.findClaim(name)
  const volumeName = claim?.spec?.volumeName
  const volume = volumeName === undefined ? undefined : await volumes.findVolume(volumeName)
  if (!claim?.spec || !volume?.spec?.csi)
    throw new Missing(`the claim ${name} leads to no volume of a CSI driver; correct files.claim`)
  const { metadata, spec } = claim
  const body = claimBody({
    ...{ labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {} },
    spec: spec as Readonly<Record<string, unknown>>,
  })
  return {
    ...{ claim: name, claimBody: JSON.stringify(body), volume: volume.metadata.name },
    handle: volume.spec.csi.volumeHandle,
    reclaimPolicy: volume.spec.persistentVolumeReclaimPolicy ?? 'Retain',
    storageClass: volume.spec.storageClassName ?? '',
    accessModes: [...(volume.spec.accessModes ?? [])],
    capacity: volume.spec.capacity?.storage ?? '',
    options: [...(volume.spec.mountOptions ?? [])],
    attributes: JSON.stringify(volume.spec.csi.volumeAttributes ?? {}),
  }
})

export const handler = asLambda(run)
