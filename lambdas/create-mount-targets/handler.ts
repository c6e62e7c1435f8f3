// No token exists for them, so what is there is looked at first, and a conflict means that another attempt was faster.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { createMountTargets } from './contract.ts'

export const run = implement(createMountTargets, { fileSystems }, async ({ fileSystem, like }, { fileSystems }) => {
  if (!(await fileSystems.find(fileSystem))) throw new Missing(`the file system ${fileSystem} is not there (any more)`)
  const there = new Set((await fileSystems.mountTargets(fileSystem)).map(({ zone }) => zone))
  const wanted = like.filter(({ zone, state }) => !there.has(zone) && state !== 'deleting' && state !== 'deleted')
  for (const { subnet, securityGroups } of wanted)
    await fileSystems.createMountTarget({ fileSystem, subnet, securityGroups })
  return { zones: like.map(({ zone }) => zone) }
})

export const handler = asLambda(run)
