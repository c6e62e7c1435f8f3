// What people do to file systems between two runs, or in the middle of one.
import {
  DescribeFileSystemsCommand,
  EFSClient,
  PutBackupPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-efs'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { administrator } from '../faults/people.ts'
import type { World } from '../world/world.ts'

/** A tag and automatic backups, which what somebody restored before has not. */
export async function reconfigureFiles(world: World): Promise<void> {
  const client = clientFor(EFSClient, administrator(world))
  const { fileSystemId } = world.platform.files
  await client.send(new TagResourceCommand({ ResourceId: fileSystemId, Tags: [{ Key: 'Owner', Value: 'shop' }] }))
  await client.send(new PutBackupPolicyCommand({ FileSystemId: fileSystemId, BackupPolicy: { Status: 'ENABLED' } }))
}

/** Whoever tidies tags takes every one off what is not production's. */
export async function untagRestoredFiles(world: World): Promise<void> {
  const client = clientFor(EFSClient, administrator(world))
  const { FileSystems = [] } = await client.send(new DescribeFileSystemsCommand({}))
  for (const { FileSystemId: ResourceId, Tags = [] } of FileSystems) {
    if (ResourceId === world.platform.files.fileSystemId) continue
    const TagKeys = Tags.map(({ Key = '' }) => Key).filter(key => !key.startsWith('aws:'))
    if (TagKeys.length > 0) await client.send(new UntagResourceCommand({ ResourceId, TagKeys }))
  }
}
