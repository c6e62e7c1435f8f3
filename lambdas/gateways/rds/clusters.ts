// Clusters: found, changed, tagged, deleted.
import {
  AddRoleToDBClusterCommand,
  AddTagsToResourceCommand,
  DeleteDBClusterCommand,
  DescribeDBClustersCommand,
  EnableHttpEndpointCommand,
  ModifyDBClusterCommand,
  type ModifyDBClusterCommandInput,
  type RDSClient,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-rds'
import { Missing, NameTaken } from '../../../domain/errors.ts'
import type { ClusterChanges } from '../../../domain/parity-rules.ts'
import { asRecord, belongsTo, type Tags } from '../../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef } from '../../../domain/run.ts'
import { accepted, unlessAbsent, unlessBusy, unlessThere } from './refusals.ts'
import { clusterOf, type FoundCluster, sdkTags } from './shapes.ts'

export const clusters = (client: RDSClient, run: Pick<RunRef, 'id'>) => ({
  ...finding(client, run),
  ...changing(client),
  ...deleting(client),
})

function finding(client: RDSClient, run: Pick<RunRef, 'id'>) {
  async function findCluster(id: string): Promise<FoundCluster | undefined> {
    const answer = await unlessAbsent(client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: id })))
    const [found] = answer?.DBClusters ?? []
    return found && clusterOf(found)
  }

  async function everyCluster(): Promise<FoundCluster[]> {
    const found: FoundCluster[] = []
    let marker: string | undefined
    do {
      const page = await client.send(new DescribeDBClustersCommand({ Marker: marker }))
      found.push(...(page.DBClusters ?? []).map(clusterOf))
      marker = page.Marker || undefined
    } while (marker)
    return found
  }

  async function existingCluster(id: string): Promise<FoundCluster> {
    const found = await findCluster(id)
    if (!found) throw new Missing(`there is no database cluster ${id} in this region; it was expected to exist`)
    return found
  }

  return {
    findCluster,
    existingCluster,
    /** @throws Missing; NameTaken for a cluster that is not this run's: nothing may change it. */
    ownCluster: async (id: string): Promise<FoundCluster> => {
      const found = await existingCluster(id)
      if (belongsTo(found.tags, run)) return found
      throw new NameTaken(
        `the cluster ${id} has the tag ${RUN_TAG}=${asRecord(found.tags)[RUN_TAG] ?? '(none)'}; only a cluster of run ${run.id} may be changed`,
      )
    },
    /** What this run made from the source or adopted, whatever its name. Listed, because an adopted one has another run's name. */
    clustersOfRun: async (source: string): Promise<readonly FoundCluster[]> =>
      (await everyCluster()).filter(({ id, tags }) => id.startsWith(`${source}-`) && belongsTo(tags, run)),
  }
}

function changing(client: RDSClient) {
  return {
    /** @throws Unavailable while the cluster is busy */
    modifyCluster: (id: string, changes: ClusterChanges) =>
      unlessBusy(client.send(new ModifyDBClusterCommand(modification(id, changes)))),
    setMasterPassword: (id: string, password: string) =>
      unlessBusy(
        client.send(
          new ModifyDBClusterCommand({ DBClusterIdentifier: id, ApplyImmediately: true, MasterUserPassword: password }),
        ),
      ),
    /** @throws Unavailable while the cluster is busy */
    enableDataApi: (arn: string) => unlessBusy(client.send(new EnableHttpEndpointCommand({ ResourceArn: arn }))),
    /** A role that is there already is what was wanted: the answer to an earlier try may have been lost. */
    addRole: (id: string, role: { readonly arn: string; readonly feature: string | null }) =>
      unlessThere(
        unlessBusy(
          client.send(
            new AddRoleToDBClusterCommand({
              DBClusterIdentifier: id,
              RoleArn: role.arn,
              ...(role.feature && { FeatureName: role.feature }),
            }),
          ),
        ),
      ),
    addTags: (arn: string, tags: Tags) =>
      client.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: sdkTags(tags) })),
    removeTags: (arn: string, keys: readonly string[]) =>
      client.send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: [...keys] })),
  }
}

function deleting(client: RDSClient) {
  return {
    /** @returns whether AWS accepted it now */
    unprotect: (id: string) =>
      accepted(client.send(new ModifyDBClusterCommand(modification(id, { deletionProtection: false })))),
    /** With its automated backups and without a final snapshot. @returns whether AWS accepted it now */
    deleteCluster: (id: string) =>
      accepted(
        client.send(
          new DeleteDBClusterCommand({
            DBClusterIdentifier: id,
            SkipFinalSnapshot: true,
            DeleteAutomatedBackups: true,
          }),
        ),
      ),
  }
}

function modification(id: string, changes: ClusterChanges): ModifyDBClusterCommandInput {
  const { scaling, logExports, securityGroups } = changes
  return {
    DBClusterIdentifier: id,
    ApplyImmediately: true,
    DBClusterParameterGroupName: changes.parameterGroup,
    VpcSecurityGroupIds: securityGroups && [...securityGroups],
    ServerlessV2ScalingConfiguration: scaling && sdkScaling(scaling),
    BackupRetentionPeriod: changes.backupRetention,
    PreferredBackupWindow: changes.backupWindow,
    PreferredMaintenanceWindow: changes.maintenanceWindow,
    CopyTagsToSnapshot: changes.copyTagsToSnapshot,
    DeletionProtection: changes.deletionProtection,
    CloudwatchLogsExportConfiguration: logExports && {
      EnableLogTypes: [...logExports.enable],
      DisableLogTypes: [...logExports.disable],
    },
    EnableIAMDatabaseAuthentication: changes.iamAuth,
    BacktrackWindow: changes.backtrackSeconds,
    EngineLifecycleSupport: changes.lifecycleSupport,
    StorageType: changes.storageType,
  }
}

/** AWS takes the seconds until a pause only with a minimum of 0, and gives none back otherwise. */
export const sdkScaling = ({ min, max, autoPause }: NonNullable<ClusterChanges['scaling']>) => ({
  MinCapacity: min,
  MaxCapacity: max,
  ...(autoPause !== null && { SecondsUntilAutoPause: autoPause }),
})
