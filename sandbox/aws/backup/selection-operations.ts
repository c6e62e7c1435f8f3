// backup:CreateBackupSelection, GetBackupSelection, DeleteBackupSelection and ListBackupSelections.
import type {
  CreateBackupSelectionCommandInput,
  CreateBackupSelectionOutput,
  DeleteBackupSelectionCommandInput,
  GetBackupSelectionCommandInput,
  GetBackupSelectionOutput,
  ListBackupSelectionsCommandInput,
  ListBackupSelectionsOutput,
} from '@aws-sdk/client-backup'
import type { Operation } from '../service.ts'
import { createSelection } from './create-selection.ts'
import { pageOf } from './lists.ts'
import { findPlan, missing, planArn, type Selection, type State } from './state.ts'

const onPlan = (state: State, action: string) => (input: { BackupPlanId?: string | undefined }) => [
  { action: `backup:${action}`, resource: planArn(state, input.BackupPlanId) },
]

/** Passing a role to AWS Backup needs `iam:PassRole` on it (Service Authorization Reference, list_awsbackup). */
export function createBackupSelection(
  state: State,
): Operation<CreateBackupSelectionCommandInput, CreateBackupSelectionOutput> {
  return {
    needs: input => {
      const context = { 'iam:PassedToService': 'backup.amazonaws.com' }
      const role = input.BackupSelection?.IamRoleArn
      const pass = role ? [{ action: 'iam:PassRole', resource: role, context }] : []
      return [...onPlan(state, 'CreateBackupSelection')(input), ...pass]
    },
    run: input => {
      const { id, planId, createdAt } = createSelection(state, input)
      return { SelectionId: id, BackupPlanId: planId, CreationDate: new Date(createdAt) }
    },
  }
}

export function getBackupSelection(state: State): Operation<GetBackupSelectionCommandInput, GetBackupSelectionOutput> {
  return {
    needs: onPlan(state, 'GetBackupSelection'),
    run: input => {
      const { id, planId, selection, creatorRequestId, createdAt } = find(state, input)
      return {
        BackupSelection: selection,
        SelectionId: id,
        BackupPlanId: planId,
        CreationDate: new Date(createdAt),
        ...(creatorRequestId !== undefined && { CreatorRequestId: creatorRequestId }),
      }
    },
  }
}

export function deleteBackupSelection(
  state: State,
): Operation<DeleteBackupSelectionCommandInput, Record<string, never>> {
  return {
    needs: onPlan(state, 'DeleteBackupSelection'),
    run: input => {
      const found = find(state, input)
      state.selections = state.selections.filter(each => each !== found)
      state.surroundings.lifecycle.changed()
      return {}
    },
  }
}

export function listBackupSelections(
  state: State,
): Operation<ListBackupSelectionsCommandInput, ListBackupSelectionsOutput> {
  return {
    needs: onPlan(state, 'ListBackupSelections'),
    run: input => {
      const plan = findPlan(state, input.BackupPlanId)
      const selections = state.selections.filter(({ planId }) => planId === plan.id)
      const { items, NextToken } = pageOf(state, input, selections, each => each.id)
      const BackupSelectionsList = items.map(({ id, planId, selection, createdAt }) => ({
        SelectionId: id,
        SelectionName: selection.SelectionName,
        BackupPlanId: planId,
        CreationDate: new Date(createdAt),
        IamRoleArn: selection.IamRoleArn,
      }))
      return { BackupSelectionsList, ...(NextToken && { NextToken }) }
    },
  }
}

/** @throws ResourceNotFoundException */
function find(state: State, input: { BackupPlanId?: string | undefined; SelectionId?: string | undefined }): Selection {
  const plan = findPlan(state, input.BackupPlanId)
  const found = state.selections.find(each => each.planId === plan.id && each.id === input.SelectionId)
  if (!found) throw missing(`Cannot find backup selection with ID ${input.SelectionId}`)
  return found
}
