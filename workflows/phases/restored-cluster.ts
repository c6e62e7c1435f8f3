// Making a restored cluster whole: members, logins, configuration, proof. Shared by every scenario that restores one.

import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { minutes, seconds } from '../../domain/duration.ts'
import { checkCluster } from '../../lambdas/check-cluster/contract.ts'
import { checkDataApi } from '../../lambdas/check-data-api/contract.ts'
import { checkInstances } from '../../lambdas/check-instances/contract.ts'
import { checkLogins } from '../../lambdas/check-logins/contract.ts'
import { compareConfiguration } from '../../lambdas/compare-configuration/contract.ts'
import { createInstances } from '../../lambdas/create-instances/contract.ts'
import { deselectFromBackup } from '../../lambdas/deselect-from-backup/contract.ts'
import { enableDataApi } from '../../lambdas/enable-data-api/contract.ts'
import { rebootInstances } from '../../lambdas/reboot-instances/contract.ts'
import { repairConfiguration } from '../../lambdas/repair-configuration/contract.ts'
import { resetAccounts } from '../../lambdas/reset-accounts/contract.ts'
import { resetMasterPassword } from '../../lambdas/reset-master-password/contract.ts'
import { selectForBackup } from '../../lambdas/select-for-backup/contract.ts'
import { setClusterScaling } from '../../lambdas/set-cluster-scaling/contract.ts'
import { verifyData } from '../../lambdas/verify-data/contract.ts'
import { type Bare, equal, notEqual, type Passage } from '../language/scenario.ts'

/** What these passages must know. */
export interface Restored extends Bare {
  readonly request: { readonly damage: { readonly sql: string } | null }
  readonly cluster: ClusterDescription
  readonly moment: { readonly moment: string }
  readonly restored: { readonly id: string; readonly arn: string }
}

/** Only AWS Backup cannot be told it, and a cluster that is being changed takes no instance. */
export const giveScaling = (passage: Passage<Restored>) =>
  passage
    .step('scaling', 'Set its scaling', setClusterScaling, $ => ({
      cluster: $.restored.id,
      scaling: $.cluster.scaling,
    }))
    .choose(
      'Is its scaling being changed?',
      $ => equal($.scaling.changed, true),
      p =>
        p.waitUntil('scaled', 'Its scaling is set', checkCluster, $ => ({ cluster: $.restored.id }), {
          expected: seconds(30),
          within: minutes(10),
        }),
    )

/** The writer, and the Data API meanwhile: only the cluster must be there for it. */
export const bringUpWriter = (passage: Passage<Restored>) =>
  passage.parallel('writer', 'Bring up its writer and the Data API', {
    instance: p =>
      p
        .step('created', 'Create the writer', createInstances, $ => ({
          cluster: $.restored.id,
          members: $.cluster.members,
          role: 'writer' as const,
        }))
        .waitUntil(
          'up',
          'The writer is available',
          checkInstances,
          $ => ({
            cluster: $.restored.id,
            instances: $.created.instances,
            role: 'writer' as const,
            mayNeedReboot: true,
          }),
          { expected: minutes(7), within: minutes(30) },
        )
        .step('rebooted', 'Reboot it if parameters wait', rebootInstances, $ => ({
          cluster: $.restored.id,
          instances: $.up.pendingReboot,
        }))
        .waitUntil(
          'inSync',
          'Its parameters are in sync',
          checkInstances,
          $ => ({
            cluster: $.restored.id,
            instances: $.created.instances,
            role: 'writer' as const,
            mayNeedReboot: false,
          }),
          { expected: seconds(40), within: minutes(10) },
        ),
    dataApi: p =>
      p
        .step('asked', 'Switch on the Data API', enableDataApi, $ => ({ clusterArn: $.restored.arn, wanted: true }))
        .waitUntil('on', 'The Data API is on', checkDataApi, $ => ({ cluster: $.restored.id }), {
          expected: seconds(40),
          within: minutes(10),
        }),
  })

/** Accounts came back with the passwords of the restore moment; a rotation since then has to be made good (C10). */
export const matchLogins = (passage: Passage<Restored>) =>
  passage
    .step('logins', 'Try the logins', checkLogins, $ => ({
      clusterArn: $.restored.arn,
      database: $.platform.database.name,
      secrets: { application: $.platform.database.secret, reader: $.platform.database.readerSecret },
    }))
    .choose(
      'Are logins older than their secrets?',
      $ => notEqual($.logins.allWork, true),
      p =>
        p
          .step('master', 'Reset the master password', resetMasterPassword, $ => ({
            cluster: $.restored.id,
            masterSecret: $.platform.database.masterSecret,
          }))
          .waitUntil('masterReset', 'The master password is reset', checkCluster, $ => ({ cluster: $.restored.id }), {
            expected: seconds(60),
            within: minutes(10),
          })
          .step('accounts', 'Give accounts the passwords of their secrets', resetAccounts, $ => ({
            clusterArn: $.restored.arn,
            database: $.platform.database.name,
            secrets: { application: $.platform.database.secret, reader: $.platform.database.readerSecret },
            masterSecret: $.platform.database.masterSecret,
          })),
    )

export const proveData = (passage: Passage<Restored>) =>
  passage.step('data', 'Prove the restored data', verifyData, $ => ({
    clusterArn: $.restored.arn,
    database: $.platform.database.name,
    tablePrefix: $.platform.database.tablePrefix,
    readerSecret: $.platform.database.readerSecret,
    moment: $.moment.moment,
    damage: $.request.damage,
    sourceClusterArn: $.cluster.arn,
  }))

/** The cluster's own settings are repaired meanwhile, which takes it a minute; AWS refuses new members while it does. */
export const bringUpReaders = (passage: Passage<Restored>) =>
  passage
    .step('readers', 'Create the readers', createInstances, $ => ({
      cluster: $.restored.id,
      members: $.cluster.members,
      role: 'readers' as const,
    }))
    .step('mended', 'Repair the configuration of the cluster', repairConfiguration, $ => ({
      source: $.cluster,
      cluster: $.restored.id,
    }))
    .waitUntil(
      'readersUp',
      'The readers are available',
      checkInstances,
      $ => ({ cluster: $.restored.id, instances: $.readers.instances, role: 'readers' as const, mayNeedReboot: true }),
      { expected: minutes(7), within: minutes(30) },
    )

/**
 * Repair what the readers still lack, let it settle, compare: an unexplained critical difference stops the run.
 * @param source what it is compared with: "the damaged cluster"
 */
export const matchConfigurationOf = (source: string) => (passage: Passage<Restored>) =>
  passage
    .step('repaired', 'Repair the configuration of its members', repairConfiguration, $ => ({
      source: $.cluster,
      cluster: $.restored.id,
    }))
    // An adopted cluster whose source was given other parameter groups since takes them up only now.
    .choose(
      'Has something still to settle?',
      $ => equal($.repaired.unsettled, true),
      p =>
        p
          .waitUntil('settled', 'The repairs have settled', checkCluster, $ => ({ cluster: $.restored.id }), {
            expected: seconds(60),
            within: minutes(15),
          })
          .waitUntil(
            'steady',
            'Its members are available',
            checkInstances,
            $ => ({ cluster: $.restored.id, instances: null, role: 'readers' as const, mayNeedReboot: true }),
            { expected: seconds(60), within: minutes(15) },
          )
          .step('refreshed', 'Reboot members whose parameters wait', rebootInstances, $ => ({
            cluster: $.restored.id,
            instances: $.steady.pendingReboot,
          }))
          .waitUntil(
            'inStep',
            'The parameters of all are in sync',
            checkInstances,
            $ => ({ cluster: $.restored.id, instances: null, role: 'readers' as const, mayNeedReboot: false }),
            { expected: seconds(40), within: minutes(10) },
          ),
    )
    .parallel('assured', `Compare it with ${source}, have it backed up`, {
      configuration: p =>
        p.step('parity', `Compare it with ${source}`, compareConfiguration, $ => ({
          source: $.cluster,
          cluster: $.restored.id,
          strict: true,
        })),
      backups: p =>
        p
          .step('protected', 'Put it into the backup plans', selectForBackup, $ => ({
            vault: $.platform.database.vault,
            source: { arn: $.cluster.arn, tags: $.cluster.tags },
            clusterArn: $.restored.arn,
          }))
          .undo('Take it out of the backup plans', deselectFromBackup, () => ({})),
    })

export const matchConfiguration = matchConfigurationOf('the damaged cluster')
