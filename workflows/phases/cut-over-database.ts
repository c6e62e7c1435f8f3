// Moving WordPress to a restored cluster: contain the damage, export what would be lost, point the secret.

import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { minutes, seconds } from '../../domain/duration.ts'
import type { Workload } from '../../domain/workload.ts'
import { checkExport } from '../../lambdas/check-export/contract.ts'
import { checkLogins } from '../../lambdas/check-logins/contract.ts'
import { checkPodsGone } from '../../lambdas/check-pods-gone/contract.ts'
import { checkSecretSynced } from '../../lambdas/check-secret-synced/contract.ts'
import { flushObjectCache } from '../../lambdas/flush-object-cache/contract.ts'
import { pointSecret } from '../../lambdas/point-secret/contract.ts'
import { quiesceWordpress } from '../../lambdas/quiesce-wordpress/contract.ts'
import { resetAccounts } from '../../lambdas/reset-accounts/contract.ts'
import { restoreSecret } from '../../lambdas/restore-secret/contract.ts'
import { resumeRotation } from '../../lambdas/resume-rotation/contract.ts'
import { resumeWordpress } from '../../lambdas/resume-wordpress/contract.ts'
import { suspendRotation } from '../../lambdas/suspend-rotation/contract.ts'
import { syncSecret } from '../../lambdas/sync-secret/contract.ts'
import { type Bare, equal, notEqual, type Passage, until } from '../language/scenario.ts'
import { podsGone, serveAgain } from './wordpress.ts'

interface Remembered extends Bare {
  readonly cluster: ClusterDescription
  readonly workload: Workload
}

interface Containing extends Remembered {
  readonly request: { readonly contain: 'now' | 'at-cutover' }
}

/** What the cutover must know. */
export interface CuttingOver extends Remembered {
  readonly request: { readonly commitWindowMinutes: number }
  readonly restored: { readonly id: string; readonly arn: string }
  readonly available: { readonly endpoint: string; readonly readerEndpoint: string; readonly port: number }
}

/** With `contain: now` nobody sees damaged content or writes what would be lost, and the site is down until the cutover. */
export const stopWritersNow = (passage: Passage<Containing>) =>
  passage.choose(
    'Contain now?',
    $ => equal($.request.contain, 'now'),
    p =>
      p
        .step('contained', 'Stop the writers now', quiesceWordpress, $ => ({
          kubernetes: $.platform.kubernetes,
          workload: $.workload,
        }))
        .undo(
          'Start the writers again',
          resumeWordpress,
          $ => ({ kubernetes: $.platform.kubernetes, workload: $.workload, startIfStopped: false }),
          { until: serveAgain },
        )
        .waitUntil('still', 'Nobody writes any more', checkPodsGone, $ => ({ kubernetes: $.platform.kubernetes }), {
          expected: seconds(20),
          within: minutes(15),
        }),
  )

/** Meanwhile the copy of the secret is tried: its undo is what brings the old secret back to the pods. */
export const exportLostWrites = (passage: Passage<CuttingOver>) =>
  passage.parallel('readied', 'Export lost writes, try the copy of the secret', {
    export: p =>
      p.include(podsGone).waitUntil(
        'lost',
        'Export what the restore would lose',
        checkExport,
        $ => ({
          from: { clusterArn: $.cluster.arn },
          against: { clusterArn: $.restored.arn },
          database: $.platform.database.name,
          tablePrefix: $.platform.database.tablePrefix,
          readerSecret: $.platform.database.readerSecret,
          label: 'lost-writes',
        }),
        { expected: seconds(60), within: minutes(60) },
      ),
    copy: p =>
      p
        .step('rotation', 'Suspend the rotation', suspendRotation, $ => ({
          secret: $.platform.database.secret,
          rotationEnabled: $.workload.secret.rotationEnabled,
        }))
        .undo('Resume the rotation', resumeRotation, $ => ({
          secret: $.platform.database.secret,
          rotationEnabled: $.workload.secret.rotationEnabled,
          rotationRules: $.workload.secret.rotationRules,
        }))
        .step('tried', 'Have the unchanged secret copied', syncSecret, $ => ({
          kubernetes: $.platform.kubernetes,
          versionId: $.workload.secret.versionId,
        }))
        .undo(
          'Have the old secret copied',
          syncSecret,
          $ => ({ kubernetes: $.platform.kubernetes, versionId: $.workload.secret.versionId }),
          {
            until: until(
              checkSecretSynced,
              $ => ({
                kubernetes: $.platform.kubernetes,
                secret: $.platform.database.secret,
                versionId: $.workload.secret.versionId,
                valuesSuffice: true,
              }),
              { expected: seconds(6), within: minutes(10) },
            ),
          },
        )
        .waitUntil(
          'works',
          'The copy works',
          checkSecretSynced,
          $ => ({
            kubernetes: $.platform.kubernetes,
            secret: $.platform.database.secret,
            versionId: $.workload.secret.versionId,
            // The copying itself is on trial here, before anything hangs on it.
            valuesSuffice: false,
          }),
          { expected: seconds(6), within: minutes(5) },
        ),
  })

interface Pointed extends Bare {
  readonly pointed: { readonly versionId: string }
}

export const copyNewSecret = (passage: Passage<Pointed>) =>
  passage
    .step('copying', 'Have the new secret copied', syncSecret, $ => ({
      kubernetes: $.platform.kubernetes,
      versionId: $.pointed.versionId,
    }))
    .waitUntil(
      'copied',
      'Pods would read the new secret',
      checkSecretSynced,
      $ => ({
        kubernetes: $.platform.kubernetes,
        secret: $.platform.database.secret,
        versionId: $.pointed.versionId,
        valuesSuffice: true,
      }),
      { expected: seconds(6), within: minutes(10) },
    )

export const pointSecretAtRestored = (passage: Passage<CuttingOver>) =>
  passage
    .step('pointed', 'Point the secret at the restored cluster', pointSecret, $ => ({
      secret: $.platform.database.secret,
      host: $.available.endpoint,
      port: $.available.port,
      readerHost: $.available.readerEndpoint,
      clusterId: $.restored.id,
    }))
    .undo('Point the secret back', restoreSecret, $ => ({
      secret: $.platform.database.secret,
      versionId: $.workload.secret.versionId,
    }))
    .include(copyNewSecret)
    .parallel('last', 'Flush the object cache, log in with the new secret', {
      cache: p =>
        p
          .step('flushed', 'Flush the object cache', flushObjectCache, $ => ({ kubernetes: $.platform.kubernetes }))
          .undo('Flush the object cache again', flushObjectCache, $ => ({ kubernetes: $.platform.kubernetes })),
      logins: p =>
        p
          .step('lastLook', 'Log in with the new secret', checkLogins, $ => ({
            clusterArn: $.restored.arn,
            database: $.platform.database.name,
            secrets: { application: $.platform.database.secret, reader: $.platform.database.readerSecret },
          }))
          .undo('Export what the restored cluster accepted', checkExport, $ => ({
            from: { clusterArn: $.restored.arn },
            against: { clusterArn: $.cluster.arn },
            database: $.platform.database.name,
            tablePrefix: $.platform.database.tablePrefix,
            readerSecret: $.platform.database.readerSecret,
            label: 'accepted-writes',
          })),
    })
    // A rotation between the first look and its suspension reached only the damaged cluster (pitfalls 14).
    .choose(
      'Was a password changed meanwhile?',
      $ => notEqual($.last.logins.lastLook.allWork, true),
      p =>
        p.step('accountsAgain', 'Give accounts the changed passwords', resetAccounts, $ => ({
          clusterArn: $.restored.arn,
          database: $.platform.database.name,
          secrets: { application: $.platform.database.secret, reader: $.platform.database.readerSecret },
          masterSecret: $.platform.database.masterSecret,
        })),
    )
