// The gateway gathers it; here only its absence is judged.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { describeFileSystem } from './contract.ts'

export const run = implement(describeFileSystem, { fileSystems }, async ({ fileSystem }, { fileSystems }) => {
  const found = await fileSystems.describe(fileSystem)
  if (!found) throw new Missing(`there is no file system ${fileSystem} in this region; correct files.fileSystemId`)
  return found
})

export const handler = asLambda(run)
