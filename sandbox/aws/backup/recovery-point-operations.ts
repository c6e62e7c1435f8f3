// backup:DescribeRecoveryPoint, GetRecoveryPointRestoreMetadata and the two lists of recovery points.
import type {
  DescribeRecoveryPointCommandInput,
  DescribeRecoveryPointOutput,
  GetRecoveryPointRestoreMetadataCommandInput,
  GetRecoveryPointRestoreMetadataOutput,
  ListRecoveryPointsByBackupVaultCommandInput,
  ListRecoveryPointsByBackupVaultOutput,
  ListRecoveryPointsByResourceCommandInput,
  ListRecoveryPointsByResourceOutput,
} from '@aws-sdk/client-backup'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { pageOf } from './lists.ts'
import { pointByResource, pointMembers, scanResults, storageClass } from './recovery-point-members.ts'
import { findPoint, findVault, invalid, type RecoveryPoint, type State, vaultArn } from './state.ts'

/** On the recovery point's ARN, whichever of the three families it is of. */
const onPoint = (action: string) => (input: { RecoveryPointArn?: string | undefined }) => [
  { action: `backup:${action}`, resource: input.RecoveryPointArn ?? '*' },
]

export function describeRecoveryPoint(
  state: State,
): Operation<DescribeRecoveryPointCommandInput, DescribeRecoveryPointOutput> {
  return {
    needs: onPoint('DescribeRecoveryPoint'),
    run: input => {
      refuse('backup:DescribeRecoveryPoint', input, ['BackupVaultAccountId'])
      const point = findPoint(state, input.BackupVaultName, input.RecoveryPointArn)
      // The aggregate stands in lists only; here every scanner is told.
      const { AggregatedScanResult: _, ...members } = pointMembers(state, point)
      const scans = scanResults(point)
      return { ...members, StorageClass: storageClass(state, point), ...(scans && { ScanResults: scans }) }
    },
  }
}

/** What the source was like: its network, keys and parameter groups, in its own region. Not enough for a restore. */
export function getRecoveryPointRestoreMetadata(
  state: State,
): Operation<GetRecoveryPointRestoreMetadataCommandInput, GetRecoveryPointRestoreMetadataOutput> {
  return {
    needs: onPoint('GetRecoveryPointRestoreMetadata'),
    run: input => {
      refuse('backup:GetRecoveryPointRestoreMetadata', input, ['BackupVaultAccountId'])
      const point = findPoint(state, input.BackupVaultName, input.RecoveryPointArn)
      return {
        BackupVaultArn: vaultArn(state, point.vaultName),
        RecoveryPointArn: point.arn,
        RestoreMetadata: { ...point.snapshot.restoreMetadata },
        ResourceType: point.type,
      }
    },
  }
}

/** In no order of time: whoever wants the newest must look for it. */
export function listRecoveryPointsByBackupVault(
  state: State,
): Operation<ListRecoveryPointsByBackupVaultCommandInput, ListRecoveryPointsByBackupVaultOutput> {
  return {
    needs: input => [
      { action: 'backup:ListRecoveryPointsByBackupVault', resource: vaultArn(state, input.BackupVaultName) },
    ],
    run: input => {
      refuse('backup:ListRecoveryPointsByBackupVault', input, ['BackupVaultAccountId', 'ByParentRecoveryPointArn'])
      const vault = findVault(state, input.BackupVaultName)
      const points = state.points.filter(point => point.vaultName === vault.name && isAskedFor(point, input))
      const { items, NextToken } = pageOf(state, input, sorted(points), point => point.arn)
      const RecoveryPoints = items.map(point => pointMembers(state, point))
      return { RecoveryPoints, ...(NextToken && { NextToken }) }
    },
  }
}

function isAskedFor(point: RecoveryPoint, input: ListRecoveryPointsByBackupVaultCommandInput): boolean {
  const { ByResourceArn, ByResourceType, ByBackupPlanId, ByCreatedAfter, ByCreatedBefore } = input
  return (
    (ByResourceArn === undefined || point.resourceArn === ByResourceArn) &&
    // Aurora's type is `Aurora`: asking for `RDS` finds none of it.
    (ByResourceType === undefined || point.type === ByResourceType) &&
    (ByBackupPlanId === undefined || point.createdBy?.planId === ByBackupPlanId) &&
    (ByCreatedAfter === undefined || point.createdAt > ByCreatedAfter.getTime()) &&
    (ByCreatedBefore === undefined || point.createdAt < ByCreatedBefore.getTime())
  )
}

/** @throws InvalidParameterValueException for pages of fewer than 20 of RDS's recovery points (API reference) */
export function listRecoveryPointsByResource(
  state: State,
): Operation<ListRecoveryPointsByResourceCommandInput, ListRecoveryPointsByResourceOutput> {
  return {
    needs: () => [{ action: 'backup:ListRecoveryPointsByResource', resource: '*' }],
    run: input => {
      const arn = input.ResourceArn ?? ''
      if (!arn.startsWith('arn:aws:')) throw invalid(`${arn} is not a resource ARN.`)
      if (arn.startsWith('arn:aws:rds:') && input.MaxResults !== undefined && input.MaxResults < 20) {
        throw invalid('MaxResults must be at least 20 for Amazon RDS.')
      }
      const points = sorted(state.points.filter(point => point.resourceArn === arn))
      const { items, NextToken } = pageOf(state, input, points, point => point.arn)
      return { RecoveryPoints: items.map(pointByResource), ...(NextToken && { NextToken }) }
    },
  }
}

function sorted(points: readonly RecoveryPoint[]): RecoveryPoint[] {
  return points.toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
}
