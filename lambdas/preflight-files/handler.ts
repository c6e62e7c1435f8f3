// Each look gives blockers as data, so that one run finds them all; only a service that does not answer is thrown.
import { findings } from '../../domain/application-preflight.ts'
import { judgeFileSystem } from '../../domain/files/preflight.ts'
import { asLambda } from '../as-lambda.ts'
import { fileRestores } from '../gateways/file-restores.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { kms } from '../gateways/kms.ts'
import { look } from '../gateways/look.ts'
import { implement } from '../implement.ts'
import { preflightFiles } from './contract.ts'

export const run = implement(
  preflightFiles,
  { fileSystems, kms, restores: fileRestores },
  async ({ files }, { fileSystems, kms, restores }) => {
    const { fileSystemId: id, kmsKeyId, vault } = files
    const [found, key, kept] = await Promise.all([
      look('the file system', async () => (await fileSystems.describe(id)) ?? [absent(id)]),
      look('the key', async () => keyBlockers(kmsKeyId, await kms.findKey(kmsKeyId))),
      look('the vault', async () =>
        (await restores.vaultExists(vault)) ? [] : [`vault: there is no vault ${vault}; correct files.vault`],
      ),
    ])
    const judged = Array.isArray(found) ? { blockers: found } : judgeFileSystem(found, files)
    const { blockers, notes } = findings(judged, { blockers: key }, { blockers: kept })
    return { blockers: [...blockers], notes: [...notes] }
  },
)

const absent = (id: string): string => `file system: there is no ${id} in this region; correct files.fileSystemId`

const keyBlockers = (id: string, key: { readonly enabled: boolean; readonly state: string } | undefined): string[] => {
  if (!key) return [`key: there is no KMS key ${id} in this region; correct files.kmsKeyId`]
  return key.enabled
    ? []
    : [`key: the KMS key ${id} is ${key.state}, expected Enabled; nothing can be restored without it`]
}

export const handler = asLambda(run)
