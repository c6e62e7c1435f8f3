// No token exists for them, so what is there is looked at first, and a conflict means that another attempt was faster.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { allOf } from '../gateways/all-of.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { createMountTargets } from './contract.ts'

export const run = implement(createMountTargets, { fileSystems }, async ({ fileSystem, like }, { fileSystems }) => {
  if (!(await fileSystems.find(fileSystem))) throw new Missing(`the file system ${fileSystem} is not there (any more)`)
  const there = await fileSystems.mountTargets(fileSystem)
  const wanted = like.filter(
    ({ zone, state }) => !there.some(each => each.zone === zone) && state !== 'deleting' && state !== 'deleted',
  )
  const made = await allOf(
    ...wanted.map(({ subnet, securityGroups }) =>
      fileSystems.createMountTarget({ fileSystem, subnet, securityGroups }),
    ),
  )
  const [address = null] = [...there.map(each => each.address), ...made].filter(each => each !== undefined)
  return { zones: like.map(({ zone }) => zone), address }
})

export const handler = asLambda(run)
