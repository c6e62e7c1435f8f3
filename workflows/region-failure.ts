// The primary region is lost: restore database and files from their copies in the recovery region, prove them, send visitors there; the monitoring last.
import { hours, minutes } from '../domain/duration.ts'
import { regionFailureRequests } from '../domain/requests/region-failure.ts'
import { checkRegionWindow } from '../lambdas/check-region-window/contract.ts'
import { chooseRecoverySet } from '../lambdas/choose-recovery-set/contract.ts'
import { gatherEvidence } from '../lambdas/gather-evidence/contract.ts'
import { handOverRegion } from '../lambdas/hand-over-region/contract.ts'
import { judgePreflight } from '../lambdas/judge-preflight/contract.ts'
import { lookAtHome } from '../lambdas/look-at-home/contract.ts'
import { noteDeclaration } from '../lambdas/note-declaration/contract.ts'
import { planCluster } from '../lambdas/plan-cluster/contract.ts'
import { planFiles } from '../lambdas/plan-files/contract.ts'
import { preflightApplication } from '../lambdas/preflight-application/contract.ts'
import { preflightRegion } from '../lambdas/preflight-region/contract.ts'
import { preflightSecrets } from '../lambdas/preflight-secrets/contract.ts'
import { preflightTerraform } from '../lambdas/preflight-terraform/contract.ts'
import { readWorkload } from '../lambdas/read-workload/contract.ts'
import { unlockWorkspace } from '../lambdas/unlock-workspace/contract.ts'
import { type Bare, equal, type Passage, scenario } from './language/scenario.ts'
import { takeLock } from './phases/begin.ts'
import { secretOnceMore } from './phases/commit-database.ts'
import { buildWithTerraform, pilotLight } from './phases/recovery-region.ts'
import { restoreDatabase } from './phases/region-database.ts'
import { restoreFiles } from './phases/region-files.ts'
import { lookForCopies, lookIntoMonitoring, restoreMonitoring } from './phases/region-monitoring-moved.ts'
import { pointSecretHere, sendVisitorsHere, serveInPrivate } from './phases/region-shift.ts'
import { askSite } from './phases/wordpress.ts'

const nothing = (passage: Passage<Bare>) => passage

const unlock = (passage: Passage<Bare>) =>
  passage.step('unlocked', 'Let others run Terraform again', unlockWorkspace, $ => ({
    infrastructure: $.platform.recovery.infrastructure,
  }))

export const regionFailure = scenario(
  'region-failure',
  {
    title: 'Region failure',
    summary:
      'The primary region is lost. Restore database and files from their copies in the recovery region, prove them, send visitors there.',
    objectives: { rto: hours(4), rpo: { 'recovery-point': hours(24) } },
    // What comes before is detection and decision.
    rtoFrom: 'declare',
    // Everything that answers is here, and nothing that does not is waited for.
    runsIn: 'recovery',
    requests: regionFailureRequests,
  },
  runbook =>
    runbook
      .phase('Prepare')
      .parallel('preflight', 'Look for what would stop the run later', {
        region: p =>
          p.step('onRegion', 'Look at the recovery region', preflightRegion, $ => ({
            lost: $.platform.regions.recovery,
            clusterId: $.platform.database.clusterId,
            recovery: $.platform.recovery,
            files: $.platform.files,
            kubernetes: $.platform.kubernetes,
            drillImage: $.platform.drill.image,
            url: $.platform.application.url,
          })),
        secrets: p =>
          p.step('onSecrets', 'Look at the secrets', preflightSecrets, $ => ({ database: $.platform.database })),
        application: p =>
          p.step('onApplication', 'Look at the application', preflightApplication, $ => ({
            kubernetes: $.platform.kubernetes,
            secret: $.platform.database.secret,
            url: $.platform.recovery.application.privateUrl,
            promotes: true,
          })),
        terraform: p =>
          p.step('onTerraform', 'Look at Terraform', preflightTerraform, $ => ({
            infrastructure: $.platform.recovery.infrastructure,
          })),
      })
      .step('judged', 'Judge what was found', judgePreflight, $ => ({
        findings: [
          $.preflight.region.onRegion,
          $.preflight.secrets.onSecrets,
          $.preflight.application.onApplication,
          $.preflight.terraform.onTerraform,
        ],
      }))
      .include(takeLock)
      .step('moment', 'Choose the recovery set', chooseRecoverySet, $ => ({
        home: $.platform.regions.recovery,
        database: {
          vault: $.platform.database.vault,
          id: $.platform.database.clusterId,
          named: $.request.databaseCopy,
        },
        files: { vault: $.platform.files.vault, id: $.platform.files.fileSystemId, named: $.request.filesCopy },
      }))
      .step('cluster', 'Describe the cluster as it shall be here', planCluster, $ => ({
        clusterId: $.platform.database.clusterId,
        recovery: $.platform.recovery.database,
        point: $.moment.point.arn,
        moment: $.moment.moment,
      }))
      .step('filesPlan', 'Describe the files as they shall be here', planFiles, $ => ({
        files: $.platform.files,
        recovery: $.platform.recovery.files,
        point: $.moment.files.arn,
      }))
      .only('recover', p =>
        p
          .step('workload', 'Remember how WordPress stands by', readWorkload, $ => ({
            kubernetes: $.platform.kubernetes,
            secret: $.platform.database.secret,
            replicas: $.platform.recovery.kubernetes.replicas,
          }))
          .include(lookForCopies)
          .step('home', 'Look once at the old region', lookAtHome, $ => ({
            region: $.platform.regions.recovery,
            controlBucket: $.platform.home.controlBucket,
          }))
          .step('evidence', 'Gather the evidence', gatherEvidence, $ => ({
            evidence: $.platform.recovery.evidence,
            url: $.platform.application.url,
            probe: $.platform.application.probe,
            home: { answered: $.home.answered, asked: $.home.asked, found: $.home.found },
            lostAt: $.request.lostAt,
          }))
          .approve('declare', 'Declare the region lost', {
            shows: $ => ({
              verdict: $.evidence.verdict,
              witnesses: $.evidence.witnesses,
              detection: $.evidence.detection,
              home: $.home.found,
              copies: $.moment.ages,
              monitoring: $.monitoring.told,
              skew: $.moment.skew,
              late: $.moment.late,
              passedOver: $.moment.passedOver,
              notes: $.judged.notes,
            }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(30),
            onSilence: 'stop',
          })
          .step('declared', 'Note when it was lost, noticed and declared', noteDeclaration, $ => ({
            approval: 'declare',
            lostAt: $.evidence.lostAt,
            alarmedAt: $.evidence.alarmedAt,
          })),
      )

      .phase('Infrastructure')
      .either('What stands by?', $ => $.platform.recovery.infrastructure.kind, {
        terraform: buildWithTerraform,
        'pilot-light': pilotLight,
      })

      .phase('Restore')
      .only('recover', p =>
        p
          .parallel('restoring', 'Restore database and files side by side', {
            database: p => p.include(restoreDatabase),
            files: p => p.include(restoreFiles),
          })
          .proved()

          .phase('Prove')
          .include(pointSecretHere)
          .include(serveInPrivate)
          // Where it is back, people write there: what they write is lost when visitors are sent away.
          .step('homeNow', 'Look once more at the old region', lookAtHome, $ => ({
            region: $.platform.regions.recovery,
            controlBucket: $.platform.home.controlBucket,
          }))
          .approve('shift', 'Send visitors to the recovery region', {
            shows: $ => ({
              proofs: $.restoring.database.proof.data.data.proofs,
              newest: $.restoring.database.proof.data.data.newest,
              differences: $.restoring.database.assured.configuration.parity.differences,
              fileDifferences: $.restoring.files.filesParity.differences,
              copies: $.moment.ages,
              skew: $.moment.skew,
              privately: $.answersHere.checked,
              home: $.homeNow.found,
            }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(30),
            onSilence: 'stop',
          })

          .phase('Shift')
          .include(sendVisitorsHere)
          .include(askSite)

          .phase('Commit')
          .waitUntil(
            'committed',
            'The commit window has passed in health',
            checkRegionWindow,
            $ => ({
              kubernetes: $.platform.kubernetes,
              url: $.platform.application.url,
              path: $.platform.application.probe.path,
              contains: $.platform.application.probe.contains,
              openedAt: null,
              minutes: $.request.commitWindowMinutes,
              home: { region: $.platform.regions.recovery, clusterName: $.platform.home.clusterName },
              clusterArn: $.restoring.database.restored.arn,
              database: $.platform.database.name,
              tablePrefix: $.platform.database.tablePrefix,
              readerSecret: $.platform.database.readerSecret,
              newest: $.restoring.database.proof.data.data.newest,
            }),
            { expected: minutes(30), within: minutes(255), every: 60, countsTowardsRto: false },
          )
          .parallel('closed', 'Look at the secret once more, hand over', {
            secret: secretOnceMore,
            records: p =>
              p.step('handedOver', 'Write what was lost and what is to be done', handOverRegion, $ => ({
                cluster: $.cluster,
                restored: $.restoring.database.restored.id,
                fileSystem: $.restoring.files.fileSystem.id,
                moments: { database: $.moment.moment, files: $.moment.files.moment },
                lostAt: $.evidence.lostAt,
                regions: { lost: $.platform.regions.recovery, serving: $.platform.regions.primary },
                fence: $.committed.home,
                backupPlan: $.restoring.database.assured.backups.protected.planId,
                unplaced: 'unplaced',
                days: $.platform.muster.retainDays,
              })),
            workspace: p =>
              p.either('Is a workspace locked?', $ => $.platform.recovery.infrastructure.kind, {
                terraform: unlock,
                'pilot-light': nothing,
              }),
          })

          .phase('Monitoring')
          .optional('Restore the monitoring', p =>
            p.choose(
              'Is there anything of it to restore?',
              $ => equal($.monitoring.any, true),
              p => p.include(restoreMonitoring),
            ),
          ),
      )
      // Nobody waits for visitors: the monitoring is looked into beside the others.
      .only('drill', p =>
        p.parallel('drilled', 'Restore everything side by side', {
          database: p => p.include(restoreDatabase),
          files: p => p.include(restoreFiles),
          monitoring: p => p.include(lookForCopies).include(lookIntoMonitoring),
        }),
      ),
)
