// What people did to the platform before a run, between two, or in the middle of one: through the same door as functions.
import {
  BackupClient,
  CreateBackupSelectionCommand,
  DeleteBackupSelectionCommand,
  ListBackupPlansCommand,
  ListBackupSelectionsCommand,
} from '@aws-sdk/client-backup'
import {
  AddTagsToResourceCommand,
  DescribeDBInstancesCommand,
  ModifyDBClusterCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { sourceCluster } from '../../lambdas/database-needs.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { administrator, tokenOf } from '../faults/people.ts'
import type { World } from '../world/world.ts'
import { reconfigureFiles, untagRestoredFiles } from './files-deeds.ts'
import { continuousPoint, pointOfRestoredCluster } from './recovery-points.ts'

const deeds = {
  unprotected: world =>
    ofRds(world).send(
      new ModifyDBClusterCommand({ DBClusterIdentifier: world.platform.database.clusterId, DeletionProtection: false }),
    ),
  'chosen-by-arn': world => choose(world, { Resources: [sourceCluster(world.platform)] }),
  'chosen-by-new-tag': chooseByNewTag,
  'continuous-point': continuousPoint,
  'files-reconfigured': reconfigureFiles,
  'restored-files-untagged': untagRestoredFiles,
  'point-of-restored-cluster': pointOfRestoredCluster,
  reconfigured: reconfigure,
  'writer-regrouped': regroupWriter,
} satisfies Readonly<Record<string, (world: World) => unknown>>

export type Deed = keyof typeof deeds

const ofRds = (world: World): RDSClient => clientFor(RDSClient, administrator(world))

/** Time passes until it is done. */
export async function prepare(world: World, deed: Deed): Promise<void> {
  let done = false
  perform(world, deed, () => {
    done = true
  })
  await world.clock.run(() => done)
  // A modified cluster is busy for a while.
  await world.clock.run(world.clock.now() + 60_000)
}

/** At once; time has to pass for it to be done. */
export function perform(world: World, deed: Deed, done: () => void = () => undefined): void {
  world.clock.after(0, async () => {
    await deeds[deed](world)
    done()
  })
}

/** The plan's selection by tag gives way to another. */
async function choose(world: World, by: { readonly Resources: string[] } | { readonly tag: string }): Promise<void> {
  const client = clientFor(BackupClient, administrator(world))
  const { BackupPlansList: [plan] = [] } = await client.send(new ListBackupPlansCommand({}))
  const BackupPlanId = plan?.BackupPlanId
  const { BackupSelectionsList: [selection] = [] } = await client.send(
    new ListBackupSelectionsCommand({ BackupPlanId }),
  )
  await client.send(new DeleteBackupSelectionCommand({ BackupPlanId, SelectionId: selection?.SelectionId }))
  const chosen =
    'tag' in by
      ? { ListOfTags: [{ ConditionType: 'STRINGEQUALS' as const, ConditionKey: by.tag, ConditionValue: 'yes' }] }
      : by
  await client.send(
    new CreateBackupSelectionCommand({
      BackupPlanId,
      CreatorRequestId: tokenOf(world, 'selection'),
      BackupSelection: { SelectionName: 'chosen-anew', IamRoleArn: selection?.IamRoleArn, ...chosen },
    }),
  )
}

/** Whoever looks after backups gives the cluster a tag, and has the plan choose by it. */
async function chooseByNewTag(world: World): Promise<void> {
  const Tags = [{ Key: 'Backup', Value: 'yes' }]
  await ofRds(world).send(new AddTagsToResourceCommand({ ResourceName: sourceCluster(world.platform), Tags }))
  await choose(world, { tag: 'Backup' })
}

/** Settings of the platform's cluster and of a reader, changed since somebody restored it. */
async function reconfigure(world: World): Promise<void> {
  const { region, platform } = world
  const { clusterId, kmsKeyId } = platform.database
  const client = ofRds(world)
  region.rds.seedParameterGroup({
    kind: 'cluster-pg',
    name: 'wordpress-prod-tuned',
    parameters: { max_connections: '400' },
  })
  region.rds.seedParameterGroup({
    kind: 'pg',
    name: 'wordpress-prod-tuned-instance',
    parameters: { slow_query_log: '0' },
  })
  const Tags = [{ Key: 'Owner', Value: 'shop' }]
  await client.send(new AddTagsToResourceCommand({ ResourceName: sourceCluster(platform), Tags }))
  await client.send(
    new ModifyDBClusterCommand({
      DBClusterIdentifier: clusterId,
      DBClusterParameterGroupName: 'wordpress-prod-tuned',
      ApplyImmediately: true,
    }),
  )
  await client.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: `${clusterId}-2`,
      DBParameterGroupName: 'wordpress-prod-tuned-instance',
      PromotionTier: 5,
      EnablePerformanceInsights: true,
      PerformanceInsightsKMSKeyId: kmsKeyId,
      ApplyImmediately: true,
    }),
  )
}

/** As soon as the writer of a restored cluster can be changed. The group is as it was afterwards, and waits for a reboot. */
async function regroupWriter(world: World): Promise<void> {
  const client = ofRds(world)
  const available = async () => {
    for (;;) {
      const { DBInstances = [] } = await client.send(new DescribeDBInstancesCommand({}))
      const writer = DBInstances.find(each => each.DBClusterIdentifier !== world.platform.database.clusterId)
      if (writer?.DBInstanceStatus === 'available') return writer
      await changeOf(world)
    }
  }
  const { DBInstanceIdentifier, DBParameterGroups: [group] = [] } = await available()
  for (const DBParameterGroupName of ['default.aurora-mysql8.0', group?.DBParameterGroupName]) {
    await available()
    await client.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier, DBParameterGroupName, ApplyImmediately: true }),
    )
  }
}

const changeOf = ({ lifecycle }: World): Promise<void> =>
  new Promise(resolve => {
    const stop = lifecycle.onChange(() => {
      stop()
      resolve()
    })
  })
