// What the database verbs are granted in a drill: nothing that changes production.
import { describe, expect, test } from '@jest/globals'
import { checkCluster } from '../../lambdas/check-cluster/contract.ts'
import { checkClusterGone } from '../../lambdas/check-cluster-gone/contract.ts'
import { checkDataApi } from '../../lambdas/check-data-api/contract.ts'
import { checkExport } from '../../lambdas/check-export/contract.ts'
import { checkInstances } from '../../lambdas/check-instances/contract.ts'
import { checkLogins } from '../../lambdas/check-logins/contract.ts'
import { checkRestoreJob } from '../../lambdas/check-restore-job/contract.ts'
import { checkWindow } from '../../lambdas/check-window/contract.ts'
import { chooseRecoveryPoint } from '../../lambdas/choose-recovery-point/contract.ts'
import { chooseSnapshot } from '../../lambdas/choose-snapshot/contract.ts'
import { claimCluster } from '../../lambdas/claim-cluster/contract.ts'
import { compareConfiguration } from '../../lambdas/compare-configuration/contract.ts'
import type { Contract } from '../../lambdas/contract.ts'
import { createInstances } from '../../lambdas/create-instances/contract.ts'
import { describeCluster } from '../../lambdas/describe-cluster/contract.ts'
import { deselectFromBackup } from '../../lambdas/deselect-from-backup/contract.ts'
import { discardCluster } from '../../lambdas/discard-cluster/contract.ts'
import { enableDataApi } from '../../lambdas/enable-data-api/contract.ts'
import { estimateLoss } from '../../lambdas/estimate-loss/contract.ts'
import { preflightDatabase } from '../../lambdas/preflight-database/contract.ts'
import { preflightSecrets } from '../../lambdas/preflight-secrets/contract.ts'
import { rebootInstances } from '../../lambdas/reboot-instances/contract.ts'
import { repairConfiguration } from '../../lambdas/repair-configuration/contract.ts'
import { resetAccounts } from '../../lambdas/reset-accounts/contract.ts'
import { resetMasterPassword } from '../../lambdas/reset-master-password/contract.ts'
import { restoreCluster } from '../../lambdas/restore-cluster/contract.ts'
import { restoreFromSnapshot } from '../../lambdas/restore-from-snapshot/contract.ts'
import { selectForBackup } from '../../lambdas/select-for-backup/contract.ts'
import { setClusterScaling } from '../../lambdas/set-cluster-scaling/contract.ts'
import { startRestoreJob } from '../../lambdas/start-restore-job/contract.ts'
import { sweepRestoreJob } from '../../lambdas/sweep-restore-job/contract.ts'
import { arnOf, database, platform, restoredId, SOURCE } from './database-world.ts'

describe('What a drill is granted', () => {
  const contracts: readonly Contract[] = [
    checkCluster,
    checkClusterGone,
    checkDataApi,
    checkExport,
    checkInstances,
    checkLogins,
    checkRestoreJob,
    checkWindow,
    chooseRecoveryPoint,
    chooseSnapshot,
    claimCluster,
    compareConfiguration,
    createInstances,
    deselectFromBackup,
    describeCluster,
    discardCluster,
    enableDataApi,
    estimateLoss,
    preflightDatabase,
    preflightSecrets,
    rebootInstances,
    repairConfiguration,
    resetAccounts,
    resetMasterPassword,
    restoreCluster,
    restoreFromSnapshot,
    selectForBackup,
    setClusterScaling,
    startRestoreJob,
    sweepRestoreJob,
  ]
  const reading =
    /^(rds:Describe|backup:(List|Get|Describe)|rds:RestoreDBClusterToPointInTime$|rds-data:ExecuteStatement$)/
  const covers = (resource: string, arn: string) =>
    new RegExp(
      `^${resource
        .split('*')
        .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    ).test(arn)

  test.each(contracts.map(contract => [contract.name, contract] as const))(
    '%s changes nothing of production',
    (_, contract) => {
      const needs = contract.needs(platform, 'drill').flatMap(need => (need.kind === 'aws' ? [need] : []))
      const actionsOn = (arn: string) =>
        needs.filter(need => need.resources.some(each => covers(each, arn))).flatMap(need => need.actions)
      const onSource = actionsOn(arnOf(SOURCE))
      expect(onSource.filter(action => !reading.test(action))).toEqual([])
      for (const recovered of [restoredId(), `${SOURCE}-1`]) {
        expect(
          actionsOn(arnOf(recovered)).filter(action => !/^(rds:Describe|backup:(List|Get|Describe))/.test(action)),
        ).toEqual([])
      }
      const secrets = needs
        .filter(need => need.actions.includes('secretsmanager:GetSecretValue'))
        .flatMap(need => need.resources)
      const writers = secrets.filter(secret => !secret.includes(database.readerSecret))
      if (onSource.includes('rds-data:ExecuteStatement')) expect(writers).toEqual([])
    },
  )
})
