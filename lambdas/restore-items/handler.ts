// A restore changes no file that exists: it adds a directory, which a Job then compares with the live tree.
import { itemsPlan } from '../../domain/files/paths.ts'
import { filesMetadata, restoreToken } from '../../domain/files/restores.ts'
import { asLambda } from '../as-lambda.ts'
import { fileRestores } from '../gateways/file-restores.ts'
import { implement } from '../implement.ts'
import { restoreItems } from './contract.ts'

export const run = implement(
  restoreItems,
  { restores: fileRestores },
  async (input, { restores, run, environment }) => {
    const { source, vault, role, point, paths } = input
    const { items, reason } = itemsPlan(paths)
    const told = { items: items?.length ?? 0, reason }
    const token = restoreToken(run)
    const [earlier] = await restores.jobsWith(token, run.startedAt)
    if (earlier) return { job: earlier.id, ...told }
    const { id: fileSystemId, kmsKeyId, performanceMode, encrypted } = source
    const into = { fileSystemId, token, items, kmsKeyId, performanceMode, encrypted }
    const metadata = filesMetadata(await restores.metadataOf(vault, point), into, environment.region)
    const roleArn = `arn:aws:iam::${environment.accountId}:role/${role}`
    return { job: await restores.startRestore({ arn: point, metadata, roleArn }), ...told }
  },
)

export const handler = asLambda(run)
