// File systems as AWS Backup may take them: with their tags of now, and a tree that costs nothing to keep.
import type { Resource } from '../aws/backup/index.ts'
import type { Region } from '../region.ts'

type Efs = Pick<Region, 'efs'>

export const fileSystemResources = (region: Efs): readonly Resource[] =>
  region.efs
    .fileSystems()
    .filter(({ state }) => state === 'available')
    .map(({ id }) => fileSystemResource(region, id))

/** @throws FileSystemNotFound */
export function fileSystemResource({ efs }: Efs, id: string): Resource {
  const { arn, tags, keyArn } = efs.facts(id)
  const named = Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
  return {
    ...{ arn, type: 'EFS', name: named.Name ?? id, tags: named },
    sizeBytes: efs.tree(id).bytes,
    ...(keyArn !== undefined && { encryptionKeyArn: keyArn }),
    snapshot: () => {
      const backup = efs.snapshotOf(id)
      return { content: backup, restoreMetadata: backup.restoreMetadata }
    },
  }
}
