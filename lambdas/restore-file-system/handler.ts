// Everything that AWS Backup can be told is told here; doors, settings and tags come later (C21).
import type * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { filesMetadata, restoreToken } from '../../domain/files/restores.ts'
import { adopted, adoptionFaults, asRecord, belongsTo, isKept } from '../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { fileRestores } from '../gateways/file-restores.ts'
import { type FileSystems, fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { restoreFileSystem } from './contract.ts'

type Input = z.infer<typeof restoreFileSystem.takes>

export const run = implement(
  restoreFileSystem,
  { restores: fileRestores, fileSystems },
  async (input, { restores, fileSystems, run, environment }) => {
    const { source, vault, role, point, adopt } = input
    if (adopt !== null) return { job: null, adopted: await takeOver({ ...input, adopt }, { fileSystems, run }) }
    const token = restoreToken(run)
    const [earlier] = await restores.jobsWith(token, run.startedAt)
    if (earlier) return { job: earlier.id, adopted: null }
    const { kmsKeyId, performanceMode, encrypted } = source
    const into = { fileSystemId: null, token, items: null, kmsKeyId, performanceMode, encrypted }
    const metadata = filesMetadata(await restores.metadataOf(vault, point), into, environment.region)
    const roleArn = `arn:aws:iam::${environment.accountId}:role/${role}`
    return { job: await restores.startRestore({ arn: point, metadata, roleArn }), adopted: null }
  },
)

interface By {
  readonly fileSystems: FileSystems
  readonly run: RunRef
}

/** @throws Missing; RequestInvalid for one that an earlier run did not keep, or that is of another source or moment */
async function takeOver(
  { source, moment, adopt }: Input & { readonly adopt: string },
  { fileSystems, run }: By,
): Promise<string> {
  const every = await fileSystems.everyFileSystem()
  const found = every.find(({ tags }) => [adopt, run.id].includes(asRecord(tags)[RUN_TAG] ?? ''))
  if (!found) throw new Missing(`run ${adopt} has left no file system; leave adopt out to restore anew`)
  const faults = adoptionFaults(found.tags, { run, moment, source: { resourceId: source.id, tags: source.tags } })
  if (faults.length > 0)
    throw new RequestInvalid(`adopt: ${found.id} cannot stand in for a restore to ${moment}:\n- ${faults.join('\n- ')}`)
  if (!belongsTo(found.tags, run) || isKept(found.tags)) {
    const { set, remove } = adopted(found.tags, run)
    await fileSystems.tag(found.id, set)
    await fileSystems.untag(found.id, remove)
  }
  return found.id
}

export const handler = asLambda(run)
