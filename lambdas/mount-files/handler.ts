// Names are derived from the run, so a second attempt meets the first one's.
import { NameTaken } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { fileVolumes } from '../gateways/file-volumes.ts'
import { implement } from '../implement.ts'
import { mountFiles } from './contract.ts'

export const run = implement(mountFiles, { volumes: fileVolumes }, async (input, { volumes, run }) => {
  const { clusterName, namespace, fileSystem: fileSystemId, ...mount } = input
  const { name, runs } = await volumes.in({ clusterName, namespace }).mount({ ...mount, fileSystemId })
  const stranger = runs.find(each => each !== run.id)
  if (stranger !== undefined)
    throw new NameTaken(
      `the volume or claim ${name} belongs to ${stranger ?? 'nobody known'}, not to this run; remove it`,
    )
  return { claim: name }
})

export const handler = asLambda(run)
