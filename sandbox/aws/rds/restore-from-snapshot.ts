// rds:RestoreDBClusterFromSnapshot: a new cluster; without EngineVersion, of the region's default version.
import type { RestoreDBClusterFromSnapshotMessage, RestoreDBClusterFromSnapshotResult } from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import { clusterView } from './cluster-view.ts'
import { on, onKey, passRole, restoreGroups, tagContext, tagging } from './needs.ts'
import { badCombination, snapshotNotFound } from './refusals.ts'
import { checkRestore, restoreCluster } from './restore.ts'
import { defaultEngineVersion, engine, engineVersions, type Snapshot, type State } from './state.ts'

type Input = RestoreDBClusterFromSnapshotMessage

export function restoreFromSnapshot(state: State): Operation<Input, RestoreDBClusterFromSnapshotResult> {
  return {
    needs: input => needs(state, input),
    run: input => {
      refuse('rds:RestoreDBClusterFromSnapshot', input, ['AvailabilityZones'])
      const id = checkRestore(state, 'rds:RestoreDBClusterFromSnapshot', input)
      const snapshot = lookUpSnapshot(state, input.SnapshotIdentifier ?? '')
      if (!snapshot) throw snapshotNotFound(input.SnapshotIdentifier ?? '')
      if (snapshot.status !== 'available') {
        throw new AwsError(
          'InvalidDBClusterSnapshotStateFault',
          `The snapshot ${snapshot.id} is in status ${snapshot.status}.`,
        )
      }
      const { source } = snapshot
      const cluster = restoreCluster(state, id, input, {
        ...source,
        engineVersion: versionFor(state, input, snapshot),
        databaseName: input.DatabaseName ?? source.databaseName,
        kmsKeyArn: snapshot.kmsKeyArn,
        tags: [],
        scaling: undefined,
        cloneGroup: undefined,
        database: () => snapshot.database.at(Math.max(snapshot.takenAt, snapshot.database.earliest)),
      })
      return { DBCluster: clusterView(state, cluster) }
    },
  }
}

/** By identifier or ARN, an AWS Backup recovery point's ARN included. */
export function lookUpSnapshot(state: State, text: string): Snapshot | undefined {
  const lower = text.toLowerCase()
  return state.snapshots.find(snapshot => snapshot.id === lower || snapshot.arn.toLowerCase() === lower)
}

function needs(state: State, input: Input): readonly Requirement[] {
  const action = 'RestoreDBClusterFromSnapshot'
  const target = input.DBClusterIdentifier ?? ''
  const snapshot = lookUpSnapshot(state, input.SnapshotIdentifier ?? '')
  return [
    on(state, action, 'cluster', target, tagContext(input.Tags)),
    on(state, action, 'cluster-snapshot', snapshot?.id ?? input.SnapshotIdentifier ?? ''),
    ...restoreGroups(state, action, input),
    ...tagging(state, 'cluster', target, input.Tags),
    ...onKey(state, input.KmsKeyId ?? snapshot?.kmsKeyArn),
    ...(input.AssociatedRoles ?? []).flatMap(role => passRole(role.RoleArn, 'rds')),
    ...passRole(input.MonitoringRoleArn, 'monitoring.rds'),
  ]
}

/** Versions go up, not down; left out, it is the default of the region, not the snapshot's (pitfalls 7, C8). */
function versionFor(state: State, input: Input, snapshot: Snapshot): string {
  if (input.Engine !== engine) {
    throw badCombination(`The engine ${input.Engine} does not match the engine ${engine} of the snapshot.`)
  }
  const versions = engineVersions(state.options)
  const wanted = input.EngineVersion ?? defaultEngineVersion(state.options)
  if (!versions.includes(wanted)) throw badCombination(`Cannot find version ${wanted} for ${engine}`)
  const known = versions.indexOf(snapshot.source.engineVersion)
  if (known > versions.indexOf(wanted)) {
    throw badCombination(
      `Cannot restore a snapshot of version ${snapshot.source.engineVersion} to the older version ${wanted}.`,
    )
  }
  return wanted
}
