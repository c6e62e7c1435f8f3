// Monitoring data is lost: restore Prometheus and Grafana onto new volumes from their recovery points, prove them, keep the old ones.
import { hours, minutes } from '../domain/duration.ts'
import { monitoringLossRequests } from '../domain/requests/monitoring-loss.ts'
import { checkMonitoringWindow } from '../lambdas/check-monitoring-window/contract.ts'
import { exportDashboards } from '../lambdas/export-dashboards/contract.ts'
import { judgePreflight } from '../lambdas/judge-preflight/contract.ts'
import { pauseGitops } from '../lambdas/pause-gitops/contract.ts'
import { preflightStore } from '../lambdas/preflight-store/contract.ts'
import { readGitops } from '../lambdas/read-gitops/contract.ts'
import { resumeGitops } from '../lambdas/resume-gitops/contract.ts'
import { type Bare, equal, given, notEqual, type Passage, scenario } from './language/scenario.ts'
import { takeLock } from './phases/begin.ts'
import {
  chooseGrafana,
  keepOldGrafana,
  leaveGrafana,
  makeGrafanaVolume,
  moveGrafana,
  proveGrafanaVolume,
} from './phases/grafana.ts'
import { chooseGrafanaExport, importIntoGrafana, readGrafana } from './phases/grafana-import.ts'
import { application, synced } from './phases/monitoring-arguments.ts'
import { inspectGrafana, inspectPrometheus } from './phases/monitoring-drill.ts'
import {
  choosePrometheus,
  keepOldPrometheus,
  leavePrometheus,
  makePrometheusVolume,
  movePrometheus,
  provePrometheusVolume,
} from './phases/prometheus.ts'

const nothing = (passage: Passage<Bare>) => passage

export const monitoringLoss = scenario(
  'monitoring-loss',
  {
    title: 'Loss of monitoring data',
    summary:
      'Monitoring data is lost. Restore Prometheus and Grafana onto new volumes from their recovery points, prove them, keep the old ones.',
    objectives: { rto: minutes(60), rpo: { 'recovery-point': hours(24) } },
    requests: monitoringLossRequests,
  },
  runbook =>
    runbook
      .phase('Prepare')
      .parallel('preflight', 'Look for what would stop the run later', {
        prometheus: p =>
          p.step('onPrometheus', 'Look at Prometheus', preflightStore, $ => ({
            clusterName: $.platform.kubernetes.clusterName,
            monitoring: $.platform.monitoring,
            store: 'prometheus' as const,
            from: $.request.prometheus,
            lostAt: $.request.lostAt,
            named: $.request.prometheusPoint,
          })),
        grafana: p =>
          p.step('onGrafana', 'Look at Grafana', preflightStore, $ => ({
            clusterName: $.platform.kubernetes.clusterName,
            monitoring: $.platform.monitoring,
            store: 'grafana' as const,
            from: $.request.grafana,
            lostAt: $.request.lostAt,
            named: $.request.grafanaPoint,
          })),
      })
      .step('judged', 'Judge what was found', judgePreflight, $ => ({
        findings: [$.preflight.prometheus.onPrometheus, $.preflight.grafana.onGrafana],
      }))
      .include(takeLock)
      .either('Where does Prometheus come from?', $ => $.request.prometheus, {
        'recovery-point': choosePrometheus,
        leave: leavePrometheus,
      })
      .either('Where does Grafana come from?', $ => $.request.grafana, {
        'recovery-point': chooseGrafana,
        export: chooseGrafanaExport,
        leave: leaveGrafana,
      })
      .only('recover', p =>
        p
          .step('gitops', 'Look whether Argo CD would interfere', readGitops, application)
          .approve('acceptLoss', 'Accept the gap in the data', {
            shows: $ => ({
              prometheus: $.prometheusPoint.outlook,
              grafana: $.grafanaPoint.outlook,
              gitops: $.gitops.note,
              notes: $.judged.notes,
            }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(15),
            onSilence: 'stop',
          }),
      )

      .phase('Restore')
      .either('Does Prometheus get a volume?', $ => $.request.prometheus, {
        'recovery-point': makePrometheusVolume,
        leave: nothing,
      })
      .either('Does Grafana get a volume?', $ => $.request.grafana, {
        'recovery-point': makeGrafanaVolume,
        export: nothing,
        leave: nothing,
      })

      .phase('Prove')
      .only('recover', p =>
        p
          .parallel('volumes', 'Prove the volumes', {
            prometheus: p =>
              p.either('Is there a volume of Prometheus to prove?', $ => $.request.prometheus, {
                'recovery-point': provePrometheusVolume,
                leave: nothing,
              }),
            grafana: p =>
              p.either('Is there a volume of Grafana to prove?', $ => $.request.grafana, {
                'recovery-point': proveGrafanaVolume,
                export: nothing,
                leave: nothing,
              }),
          })
          .proved()

          .phase('Cut over')
          .choose(
            'Does Argo CD sync them?',
            $ => given($.gitops.automated),
            p =>
              p
                .step('gitopsPaused', 'Pause Argo CD', pauseGitops, synced)
                .undo('Let Argo CD go on', resumeGitops, synced),
          )
          .either('Is Grafana imported into?', $ => $.request.grafana, {
            'recovery-point': nothing,
            export: readGrafana,
            leave: nothing,
          })
          .parallel('moved', 'Move both onto what was restored', {
            prometheus: p =>
              p.either('Is Prometheus moved?', $ => $.request.prometheus, {
                'recovery-point': movePrometheus,
                leave: nothing,
              }),
            grafana: p =>
              p.either('Is Grafana moved?', $ => $.request.grafana, {
                'recovery-point': moveGrafana,
                export: importIntoGrafana,
                leave: nothing,
              }),
          })
          .serving($ => $.request.onFailingHealth)
          .choose(
            'Did Argo CD sync them?',
            $ => given($.gitops.automated),
            p =>
              p
                .step('gitopsResumed', 'Let Argo CD sync again', resumeGitops, synced)
                .undo('Pause Argo CD again', pauseGitops, synced),
          )

          .phase('Commit')
          .waitUntil(
            'committed',
            'The commit window has passed in health',
            checkMonitoringWindow,
            $ => ({
              clusterName: $.platform.kubernetes.clusterName,
              monitoring: $.platform.monitoring,
              prometheus: $.request.prometheus,
              grafana: $.request.grafana,
              minutes: $.request.commitWindowMinutes,
            }),
            { expected: minutes(15), within: minutes(255), every: 60, countsTowardsRto: false },
          )
          .parallel('kept', 'Keep the old volumes, export the dashboards', {
            prometheus: p =>
              p.either('Is an old volume of Prometheus kept?', $ => $.request.prometheus, {
                'recovery-point': keepOldPrometheus,
                leave: nothing,
              }),
            grafana: p =>
              p.either('Is an old volume of Grafana kept?', $ => $.request.grafana, {
                'recovery-point': keepOldGrafana,
                export: nothing,
                leave: nothing,
              }),
            // The next loss is measured by it.
            dashboards: p =>
              p.choose(
                'Was Grafana restored?',
                $ => notEqual($.request.grafana, 'leave'),
                p =>
                  p.step('exported', 'Export the dashboards as they are now', exportDashboards, $ => ({
                    clusterName: $.platform.kubernetes.clusterName,
                    monitoring: $.platform.monitoring,
                    retainDays: $.platform.muster.retainDays,
                  })),
              ),
          }),
      )
      // A drill looks into each volume from its own namespace, and takes everything away again.
      .only('drill', p =>
        p.parallel('inspected', 'Look into the restored volumes', {
          prometheus: p =>
            p.either('Is Prometheus looked into?', $ => $.request.prometheus, {
              'recovery-point': inspectPrometheus,
              leave: nothing,
            }),
          grafana: p =>
            p.either('Is Grafana looked into?', $ => $.request.grafana, {
              'recovery-point': inspectGrafana,
              export: nothing,
              leave: nothing,
            }),
        }),
      ),
)
