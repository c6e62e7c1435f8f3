// The creation token is derived from the run: no other file system is touched.
import { Missing, NameTaken } from '../../domain/errors.ts'
import { restoreToken } from '../../domain/files/restores.ts'
import { belongsTo, restoredTags } from '../../domain/restored-tags.ts'
import { asLambda } from '../as-lambda.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { claimFileSystem } from './contract.ts'

export const run = implement(
  claimFileSystem,
  { fileSystems },
  async ({ made, adopted, source, moment }, { fileSystems, run }) => {
    const found = adopted === null ? await fileSystems.findByToken(restoreToken(run)) : await fileSystems.find(adopted)
    if (!found) throw new Missing(`the restore job has made no file system with the token ${restoreToken(run)}`)
    const { id, arn, tags } = found
    if (adopted !== null) return { id, arn, anew: false }
    if (made !== null && made !== arn)
      throw new NameTaken(`the restore job tells of ${made}, and its token of ${arn}: nothing was changed`)
    // With its source's tags it would fall into the backup plans, where what a drill makes does not belong.
    const inherits = run.mode === 'drill' ? [] : source.tags
    const wanted = restoredTags({ run, moment, source: { resourceId: source.id, tags: inherits } })
    if (!belongsTo(tags, run)) await fileSystems.tag(id, wanted)
    return { id, arn, anew: true }
  },
)

export const handler = asLambda(run)
