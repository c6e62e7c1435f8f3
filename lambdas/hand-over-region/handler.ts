// The text itself is written in domain/region/hand-over.ts.
import { regionHandOver } from '../../domain/region/hand-over.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { handOverRegion } from './contract.ts'

export const run = implement(handOverRegion, {}, async given => ({
  report: regionHandOver(given),
  platform: { clusterId: given.restored, fileSystemId: given.fileSystem },
}))

export const handler = asLambda(run)
