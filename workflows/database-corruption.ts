// Bad data reached the database: restore beside it to just before the damage, prove it, move the platform over.
import { hours, minutes } from '../domain/duration.ts'
import { databaseCorruptionRequests } from '../domain/requests/database-corruption.ts'
import { describeCluster } from '../lambdas/describe-cluster/contract.ts'
import { estimateLoss } from '../lambdas/estimate-loss/contract.ts'
import { handOver } from '../lambdas/hand-over/contract.ts'
import { judgePreflight } from '../lambdas/judge-preflight/contract.ts'
import { preflightApplication } from '../lambdas/preflight-application/contract.ts'
import { preflightDatabase } from '../lambdas/preflight-database/contract.ts'
import { preflightSecrets } from '../lambdas/preflight-secrets/contract.ts'
import { readWorkload } from '../lambdas/read-workload/contract.ts'
import { retainCluster } from '../lambdas/retain-cluster/contract.ts'
import { equal, scenario } from './language/scenario.ts'
import { takeLock } from './phases/begin.ts'
import { secretOnceMore } from './phases/commit-database.ts'
import { exportLostWrites, pointSecretAtRestored, stopWritersNow } from './phases/cut-over-database.ts'
import { connectDrillClient } from './phases/drill-client.ts'
import {
  chooseClusterSnapshot,
  chooseMoment,
  choosePoint,
  fromPointInTime,
  fromRecoveryPoint,
  fromSnapshot,
} from './phases/restore-sources.ts'
import {
  bringUpReaders,
  bringUpWriter,
  giveScaling,
  matchConfiguration,
  matchLogins,
  proveData,
} from './phases/restored-cluster.ts'
import { askSite, startWordpress, stopWordpress, watchCommitWindow } from './phases/wordpress.ts'

export const databaseCorruption = scenario(
  'database-corruption',
  {
    title: 'Database corruption',
    summary:
      'Bad data reached the database. Restore beside it to just before the damage, prove it, move the platform over.',
    objectives: {
      rto: minutes(60),
      rpo: { 'point-in-time': minutes(5), 'recovery-point': hours(24), snapshot: hours(24) },
    },
    requests: databaseCorruptionRequests,
  },
  runbook =>
    runbook
      .phase('Prepare')
      .parallel('preflight', 'Look for what would stop the run later', {
        database: p =>
          p.step('onDatabase', 'Look at the database', preflightDatabase, $ => ({ database: $.platform.database })),
        secrets: p =>
          p.step('onSecrets', 'Look at the secrets', preflightSecrets, $ => ({ database: $.platform.database })),
        application: p =>
          p.step('onApplication', 'Look at the application', preflightApplication, $ => ({
            kubernetes: $.platform.kubernetes,
            secret: $.platform.database.secret,
            url: $.platform.application.url,
          })),
      })
      .step('judged', 'Judge what was found', judgePreflight, $ => ({
        findings: [
          $.preflight.database.onDatabase,
          $.preflight.secrets.onSecrets,
          $.preflight.application.onApplication,
        ],
      }))
      .include(takeLock)
      .step('cluster', 'Read the damaged cluster', describeCluster, $ => ({ cluster: $.platform.database.clusterId }))
      .step('workload', 'Remember how WordPress runs', readWorkload, $ => ({
        kubernetes: $.platform.kubernetes,
        secret: $.platform.database.secret,
      }))
      .either('Which source?', $ => $.request.from, {
        'point-in-time': chooseMoment,
        'recovery-point': choosePoint,
        snapshot: chooseClusterSnapshot,
      })
      .only('recover', p =>
        p
          .step('loss', 'Estimate what will be lost', estimateLoss, $ => ({
            clusterArn: $.cluster.arn,
            database: $.platform.database.name,
            tablePrefix: $.platform.database.tablePrefix,
            readerSecret: $.platform.database.readerSecret,
            moment: $.moment.moment,
          }))
          .approve('acceptLoss', 'Accept the data loss', {
            shows: $ => ({
              moment: $.moment.moment,
              reason: $.moment.reason,
              loss: $.loss.summary,
              contain: $.request.contain,
              notes: $.judged.notes,
            }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(15),
            onSilence: 'stop',
          })
          .include(stopWritersNow),
      )

      .phase('Restore')
      .either('Restore from what?', $ => $.request.from, {
        'point-in-time': fromPointInTime,
        'recovery-point': fromRecoveryPoint,
        snapshot: fromSnapshot,
      })
      .include(giveScaling)
      .include(bringUpWriter)
      .include(matchLogins)

      .phase('Prove')
      .only('recover', p =>
        p
          .parallel('proof', 'Prove the data while the readers come up', { data: proveData, readers: bringUpReaders })
          .include(matchConfiguration)
          .proved()
          .approve('acceptCutover', 'Move WordPress to the restored cluster', {
            shows: $ => ({
              proofs: $.proof.data.data.proofs,
              newest: $.proof.data.data.newest,
              differences: $.assured.configuration.parity.differences,
              loss: $.loss.summary,
            }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(30),
            onSilence: 'stop',
          })

          .phase('Cut over')
          .include(stopWordpress('the damaged cluster'))
          .include(exportLostWrites)
          .include(pointSecretAtRestored)
          .serving($ => $.request.onFailingHealth)
          .include(startWordpress('the restored cluster'))
          .include(askSite)

          .phase('Commit')
          .include(watchCommitWindow)
          .parallel('closed', 'Look at the secret once more, keep the damaged cluster', {
            secret: secretOnceMore,
            clusters: p =>
              p
                .step('kept', 'Keep the damaged cluster', retainCluster, $ => ({
                  cluster: $.cluster.id,
                  why: 'damaged cluster, kept with its automated backups',
                  days: $.platform.muster.retainDays,
                  protect: true,
                }))
                .step('handedOver', 'Write what Terraform must learn', handOver, $ => ({
                  source: $.cluster,
                  cluster: $.restored.id,
                })),
          }),
      )
      // A drill proves the same, lets a stranger read it, and takes everything away again.
      .only('drill', p => p.include(proveData).include(connectDrillClient)),
)
