// AWS Backup: which selections of which plans choose what.
import {
  BackupClient,
  type ConditionParameter,
  CreateBackupSelectionCommand,
  DeleteBackupSelectionCommand,
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  ListBackupPlansCommand,
  ListBackupSelectionsCommand,
  type BackupSelection as SdkSelection,
} from '@aws-sdk/client-backup'
import type { BackupSelection } from '../../domain/backup-selection.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

export interface FoundSelection extends BackupSelection {
  readonly planId: string
  readonly selectionId: string
  readonly name: string
  readonly roleArn: string
}

interface NewSelection {
  readonly planId: string
  readonly name: string
  readonly roleArn: string
  readonly resource: string
}

export function backup(environment: Environment, caller: Caller) {
  const client = clientFor(BackupClient, environment, caller)
  return { ...looking(client), ...changing(client) }
}

function looking(client: BackupClient) {
  return {
    /** Selections of every plan that has a rule for the vault. */
    selectionsInto: async (vault: string): Promise<readonly FoundSelection[]> => {
      const found: FoundSelection[] = []
      for (const planId of await plansOf(client)) {
        if (!(await fillsVault(client, planId, vault))) continue
        for (const { id } of await selectionsOf(client, planId)) found.push(await readSelection(client, planId, id))
      }
      return found
    },
    /** By name, in any plan. */
    selectionsNamed: async (
      name: string,
    ): Promise<readonly { readonly planId: string; readonly selectionId: string }[]> => {
      const found: { planId: string; selectionId: string }[] = []
      for (const planId of await plansOf(client)) {
        const ours = (await selectionsOf(client, planId)).filter(each => each.name === name)
        found.push(...ours.map(({ id }) => ({ planId, selectionId: id })))
      }
      return found
    },
  }
}

function changing(client: BackupClient) {
  return {
    /** @returns the new selection's id */
    createSelection: async ({ planId, name, roleArn, resource }: NewSelection): Promise<string> => {
      const BackupSelection = { SelectionName: name, IamRoleArn: roleArn, Resources: [resource] }
      const { SelectionId } = await client.send(
        new CreateBackupSelectionCommand({ BackupPlanId: planId, BackupSelection }),
      )
      return SelectionId ?? ''
    },
    /** A selection that is gone already is no fault. */
    deleteSelection: async (planId: string, selectionId: string): Promise<void> => {
      try {
        await client.send(new DeleteBackupSelectionCommand({ BackupPlanId: planId, SelectionId: selectionId }))
      } catch (error) {
        if (nameOf(error) !== 'ResourceNotFoundException') throw error
      }
    },
  }
}

async function plansOf(client: BackupClient): Promise<string[]> {
  const found: string[] = []
  let token: string | undefined
  do {
    const page = await client.send(new ListBackupPlansCommand({ NextToken: token }))
    found.push(...(page.BackupPlansList ?? []).flatMap(plan => plan.BackupPlanId ?? []))
    token = page.NextToken
  } while (token)
  return found
}

async function selectionsOf(
  client: BackupClient,
  planId: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const found: { id: string; name: string }[] = []
  let token: string | undefined
  do {
    const page = await client.send(new ListBackupSelectionsCommand({ BackupPlanId: planId, NextToken: token }))
    found.push(
      ...(page.BackupSelectionsList ?? []).map(each => ({
        id: each.SelectionId ?? '',
        name: each.SelectionName ?? '',
      })),
    )
    token = page.NextToken
  } while (token)
  return found
}

async function readSelection(client: BackupClient, planId: string, selectionId: string): Promise<FoundSelection> {
  const { BackupSelection: selection } = await client.send(
    new GetBackupSelectionCommand({ BackupPlanId: planId, SelectionId: selectionId }),
  )
  return { planId, selectionId, ...selectionOf(selection) }
}

async function fillsVault(client: BackupClient, planId: string, vault: string): Promise<boolean> {
  const { BackupPlan } = await client.send(new GetBackupPlanCommand({ BackupPlanId: planId }))
  return BackupPlan?.Rules?.some(rule => rule.TargetBackupVaultName === vault) ?? false
}

function selectionOf(selection: SdkSelection | undefined) {
  const conditions = (given: ConditionParameter[] = []) =>
    given.map(({ ConditionKey = '', ConditionValue = '' }) => ({ key: ConditionKey, value: ConditionValue }))
  const { StringEquals, StringNotEquals, StringLike, StringNotLike } = selection?.Conditions ?? {}
  return {
    name: selection?.SelectionName ?? '',
    roleArn: selection?.IamRoleArn ?? '',
    resources: selection?.Resources ?? [],
    notResources: selection?.NotResources ?? [],
    listOfTags: (selection?.ListOfTags ?? []).map(({ ConditionKey = '', ConditionValue = '' }) => ({
      key: ConditionKey,
      value: ConditionValue,
    })),
    conditions: {
      equals: conditions(StringEquals),
      notEquals: conditions(StringNotEquals),
      like: conditions(StringLike),
      notLike: conditions(StringNotLike),
    },
  }
}
