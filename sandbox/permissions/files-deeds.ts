// What people do to production's file system between two runs.
import { EFSClient, PutBackupPolicyCommand, TagResourceCommand } from '@aws-sdk/client-efs'
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
