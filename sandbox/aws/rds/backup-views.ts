// Snapshots and retained backups as the API describes them.
import type { DBClusterAutomatedBackup, DBClusterSnapshot } from '@aws-sdk/client-rds'
import { arn } from './names.ts'
import { engine, type RetainedBackup, type Snapshot, type State } from './state.ts'

export function snapshotView(snapshot: Snapshot): DBClusterSnapshot {
  const { source } = snapshot
  return {
    AllocatedStorage: 1,
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterSnapshotArn: snapshot.arn,
    DBClusterIdentifier: source.id,
    DbClusterResourceId: source.resourceId,
    SnapshotCreateTime: new Date(snapshot.takenAt),
    ClusterCreateTime: new Date(source.createdAt),
    Engine: engine,
    EngineMode: 'provisioned',
    EngineVersion: source.engineVersion,
    LicenseModel: engine,
    MasterUsername: source.masterUser,
    Port: source.port,
    SnapshotType: snapshot.type,
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    StorageEncrypted: snapshot.kmsKeyArn !== undefined,
    KmsKeyId: snapshot.kmsKeyArn,
    StorageType: source.storageType,
    VpcId: snapshot.vpcId,
    IAMDatabaseAuthenticationEnabled: false,
    TagList: [...snapshot.tags],
  }
}

export function retainedView(state: State, backup: RetainedBackup): DBClusterAutomatedBackup {
  const { cluster } = backup
  return {
    Engine: engine,
    EngineMode: 'provisioned',
    EngineVersion: cluster.engineVersion,
    DBClusterAutomatedBackupsArn: arn(state.surroundings, 'cluster-auto-backup', backup.id),
    DBClusterArn: arn(state.surroundings, 'cluster', cluster.id),
    DBClusterIdentifier: cluster.id,
    DbClusterResourceId: cluster.resourceId,
    Region: state.surroundings.region,
    Status: 'retained',
    RestoreWindow: {
      EarliestTime: new Date(cluster.restorableFrom ?? cluster.createdAt),
      LatestTime: new Date(backup.latest),
    },
    MasterUsername: cluster.masterUser,
    ClusterCreateTime: new Date(cluster.createdAt),
    StorageEncrypted: cluster.kmsKeyArn !== undefined,
    KmsKeyId: cluster.kmsKeyArn,
    BackupRetentionPeriod: cluster.backupRetention,
    Port: cluster.port,
    StorageType: cluster.storageType,
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
  }
}
