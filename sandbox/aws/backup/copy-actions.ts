// A plan's copy actions: once a backup is complete, a copy job for each vault that its rule names.
import type { BackupRule } from '@aws-sdk/client-backup'
import { parseArn } from '../arn.ts'
import { notSimulated } from '../not-simulated.ts'
import { lifecycleOf, startCopy } from './copy-jobs.ts'
import { invalid, type RecoveryPoint, type State } from './state.ts'

/** Five copy actions for each rule (aws-behaviour 1.2.10). */
const mostActions = 5

/** @throws InvalidParameterValueException for more than five, and for what is not a vault's ARN */
export function checkCopyActions(state: State, { CopyActions: actions = [] }: BackupRule): void {
  if (actions.length > 0 && !state.options.copying)
    throw notSimulated('CopyActions of a backup rule without other regions')
  if (actions.length > mostActions) throw invalid(`A rule can have at most ${mostActions} copy actions.`)
  for (const { DestinationBackupVaultArn: arn } of actions) checkVaultArn(state, arn)
}

/** @throws InvalidParameterValueException */
export function checkVaultArn({ surroundings }: State, arn: string | undefined): string {
  const { service, accountId, resource } = parseArn(arn ?? '') ?? {}
  if (arn === undefined || service !== 'backup' || !resource?.startsWith('backup-vault:'))
    throw invalid(`${arn} is not the ARN of a backup vault.`)
  if (accountId !== surroundings.accountId) throw notSimulated('copies into another account')
  return arn
}

interface Copied {
  readonly rule: BackupRule
  readonly roleArn: string
  readonly point: RecoveryPoint
  readonly backupJobId: string
}

export function copyAsPlanned(state: State, { rule, roleArn, point, backupJobId }: Copied): void {
  for (const { DestinationBackupVaultArn: destinationVaultArn = '', Lifecycle } of rule.CopyActions ?? []) {
    const lifecycle = lifecycleOf(point, Lifecycle)
    startCopy(state, { token: undefined, point, destinationVaultArn, roleArn, lifecycle, backupJobId })
  }
}
