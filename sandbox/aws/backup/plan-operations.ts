// backup:ListBackupPlans, GetBackupPlan and ListProtectedResources.
import type {
  GetBackupPlanCommandInput,
  GetBackupPlanOutput,
  ListBackupPlansCommandInput,
  ListBackupPlansOutput,
  ListProtectedResourcesCommandInput,
  ListProtectedResourcesOutput,
} from '@aws-sdk/client-backup'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { pageOf } from './lists.ts'
import { findPlan, type Plan, planArn, type RecoveryPoint, type State, vaultArn } from './state.ts'

export function listBackupPlans(state: State): Operation<ListBackupPlansCommandInput, ListBackupPlansOutput> {
  return {
    needs: () => [{ action: 'backup:ListBackupPlans', resource: '*' }],
    run: input => {
      const { items, NextToken } = pageOf(state, input, state.plans, plan => plan.id)
      const BackupPlansList = items.map(plan => ({ ...planMembers(plan), BackupPlanName: plan.name }))
      return { BackupPlansList, ...(NextToken && { NextToken }) }
    },
  }
}

export function getBackupPlan(state: State): Operation<GetBackupPlanCommandInput, GetBackupPlanOutput> {
  return {
    needs: input => [{ action: 'backup:GetBackupPlan', resource: planArn(state, input.BackupPlanId) }],
    run: input => {
      refuse('backup:GetBackupPlan', input, ['VersionId', 'MaxScheduledRunsPreview'])
      const plan = findPlan(state, input.BackupPlanId)
      return {
        ...planMembers(plan),
        BackupPlan: { BackupPlanName: plan.name, Rules: plan.rules.map(each => ({ ...each })) },
      }
    },
  }
}

function planMembers(plan: Plan) {
  return {
    BackupPlanArn: plan.arn,
    BackupPlanId: plan.id,
    VersionId: plan.versionId,
    CreationDate: new Date(plan.createdAt),
    ...(plan.lastRunAt !== undefined && { LastExecutionDate: new Date(plan.lastRunAt) }),
  }
}

/** Resources that have a backup, which is not the same as being in a plan. */
export function listProtectedResources(
  state: State,
): Operation<ListProtectedResourcesCommandInput, ListProtectedResourcesOutput> {
  return {
    needs: () => [{ action: 'backup:ListProtectedResources', resource: '*' }],
    run: input => {
      const newest = new Map<string, RecoveryPoint>()
      for (const point of state.points) {
        const known = newest.get(point.resourceArn)
        if (point.completedAt !== undefined && point.completedAt >= (known?.completedAt ?? 0))
          newest.set(point.resourceArn, point)
      }
      const { items, NextToken } = pageOf(state, input, [...newest.values()], point => point.resourceArn)
      const Results = items.map(point => ({
        ResourceArn: point.resourceArn,
        ResourceType: point.type,
        LastBackupTime: new Date(point.completedAt ?? point.createdAt),
        LastBackupVaultArn: vaultArn(state, point.vaultName),
        LastRecoveryPointArn: point.arn,
        ...(point.resourceName !== undefined && { ResourceName: point.resourceName }),
      }))
      return { Results, ...(NextToken && { NextToken }) }
    },
  }
}
