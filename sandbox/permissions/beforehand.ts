// What somebody did to the platform before a run: under an administrator's role, through the same door.
import {
  BackupClient,
  CreateBackupSelectionCommand,
  DeleteBackupSelectionCommand,
  ListBackupPlansCommand,
  ListBackupSelectionsCommand,
} from '@aws-sdk/client-backup'
import { ModifyDBClusterCommand, RDSClient } from '@aws-sdk/client-rds'
import { sourceCluster } from '../../lambdas/database-needs.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { administrator, tokenOf } from '../faults/people.ts'
import type { World } from '../world/world.ts'
import type { Use } from './rehearsals.ts'

const deeds: Readonly<Record<NonNullable<Use['beforehand']>[number], (world: World) => Promise<unknown>>> = {
  unprotected: world =>
    clientFor(RDSClient, administrator(world)).send(
      new ModifyDBClusterCommand({ DBClusterIdentifier: world.platform.database.clusterId, DeletionProtection: false }),
    ),
  'chosen-by-arn': chooseByArn,
}

/** Time passes until it is done. */
export async function prepare(world: World, deed: NonNullable<Use['beforehand']>[number]): Promise<void> {
  let done = false
  world.clock.after(0, async () => {
    await deeds[deed](world)
    done = true
  })
  await world.clock.run(() => done)
  // A modified cluster is busy for a while.
  await world.clock.run(world.clock.now() + 60_000)
}

/** The plan's selection by tag gives way to one that names the cluster. */
async function chooseByArn(world: World): Promise<void> {
  const { platform } = world
  const client = clientFor(BackupClient, administrator(world))
  const { BackupPlansList: [plan] = [] } = await client.send(new ListBackupPlansCommand({}))
  const BackupPlanId = plan?.BackupPlanId
  const { BackupSelectionsList: [selection] = [] } = await client.send(
    new ListBackupSelectionsCommand({ BackupPlanId }),
  )
  await client.send(new DeleteBackupSelectionCommand({ BackupPlanId, SelectionId: selection?.SelectionId }))
  await client.send(
    new CreateBackupSelectionCommand({
      BackupPlanId,
      CreatorRequestId: tokenOf(world, 'selection'),
      BackupSelection: {
        SelectionName: 'by-arn',
        IamRoleArn: selection?.IamRoleArn,
        Resources: [sourceCluster(platform)],
      },
    }),
  )
}
