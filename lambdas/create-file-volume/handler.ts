// Another volume, because the source of a volume can never be changed (C24); the same claim, so that no manifest changes.
import { Missing, NameTaken } from '../../domain/errors.ts'
import { swappedVolumeName } from '../../domain/files/volume.ts'
import { handleText, movedHandle, parseHandle } from '../../domain/files/volume-handle.ts'
import { asLambda } from '../as-lambda.ts'
import { fileVolumes, runOf } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { createFileVolume } from './contract.ts'

export const run = implement(createFileVolume, { volumes: fileVolumes }, async (input, { volumes, run }) => {
  const { clusterName, namespace, like, fileSystem: fileSystemId, counterparts } = input
  const handle = parseHandle(like.handle)
  if (!handle)
    throw new Missing(`the volume ${like.volume} has the handle ${like.handle}, which is none of the EFS driver`)
  const name = swappedVolumeName(run)
  const moved = handleText(movedHandle(handle, { fileSystemId, accessPoints: counterparts }))
  const inCluster = volumes.in({ clusterName, namespace })
  const asked = {
    ...{ name, handle: moved, claim: { namespace, name: like.claim }, storageClass: like.storageClass },
    ...{ accessModes: like.accessModes, capacity: like.capacity, options: like.options },
    attributes: JSON.parse(like.attributes) as Record<string, string>,
  }
  const made = (await inCluster.findVolume(name)) ?? (await inCluster.createVolume(asked))
  if (runOf(made) !== run.id)
    throw new NameTaken(`the volume ${name} exists and belongs to ${runOf(made) ?? 'nobody known'}; remove it`)
  return { name, handle: moved }
})

export const handler = asLambda(run)
