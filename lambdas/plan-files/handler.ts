// Tags of the copy are those of what was lost: by them backup plans will choose what is restored.
import { plannedFileSystem, plannedVolume } from '../../domain/region/files-plan.ts'
import { asLambda } from '../as-lambda.ts'
import { fileRestores } from '../gateways/file-restores.ts'
import { implement } from '../implement.ts'
import { planFiles } from './contract.ts'

export const run = implement(
  planFiles,
  { restores: fileRestores },
  async ({ files, recovery, point }, { restores, environment }) => {
    const { region, accountId } = environment
    const told = await restores.metadataOf(files.vault, point)
    const tags = await restores.tagsOf(point)
    const asked = { fileSystemId: files.fileSystemId, accountId, region, recovery, tags }
    return {
      fileSystem: plannedFileSystem({ ...asked, performanceMode: told.PerformanceMode || 'generalPurpose' }),
      volume: plannedVolume(files, recovery),
    }
  },
)

export const handler = asLambda(run)
