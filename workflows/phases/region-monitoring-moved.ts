// What a recovered region can do without: its monitoring, with the history of the region that was lost.
import type { Gives } from '../../lambdas/contract.ts'
import { lookAtMonitoring } from '../../lambdas/look-at-monitoring/contract.ts'
import { pauseGitops } from '../../lambdas/pause-gitops/contract.ts'
import { readGitops } from '../../lambdas/read-gitops/contract.ts'
import { resumeGitops } from '../../lambdas/resume-gitops/contract.ts'
import { type Bare, given, type Passage } from '../language/scenario.ts'
import { keepOldGrafana, proveGrafanaVolume } from './grafana.ts'
import { application, synced } from './monitoring-arguments.ts'
import { inspectGrafana, inspectPrometheus } from './monitoring-drill.ts'
import { keepOldPrometheus, movePrometheus, provePrometheusVolume } from './prometheus.ts'
import {
  chooseGrafanaCopy,
  choosePrometheusCopy,
  copyToGrafana,
  copyToPrometheus,
  moveGrafanaHere,
} from './region-monitoring.ts'

interface Looked extends Bare {
  readonly request: { readonly lostAt: string | null }
  readonly monitoring: Gives<typeof lookAtMonitoring>
}

interface Wanting extends Bare {
  readonly request: { readonly monitoring: 'restore' | 'leave' }
}

export const lookForCopies = (passage: Passage<Wanting>) =>
  passage.step('monitoring', 'Look which copies of the monitoring there are', lookAtMonitoring, $ => ({
    clusterName: $.platform.kubernetes.clusterName,
    monitoring: $.platform.monitoring,
    home: $.platform.regions.recovery,
    wanted: $.request.monitoring,
  }))

const nothing = (passage: Passage<Bare>) => passage

const drillPrometheus = (passage: Passage<Bare>) =>
  passage.include(choosePrometheusCopy).include(copyToPrometheus).include(inspectPrometheus)

const drillGrafana = (passage: Passage<Bare>) =>
  passage.include(chooseGrafanaCopy).include(copyToGrafana).include(inspectGrafana)

/** Each from its own namespace; what has no copy is told of and left. */
export const lookIntoMonitoring = (passage: Passage<Pick<Looked, keyof Bare | 'monitoring'>>) =>
  passage.parallel('inspected', 'Look into the restored volumes', {
    prometheus: p =>
      p.either('Is Prometheus looked into?', $ => $.monitoring.ways.prometheus, {
        'recovery-point': drillPrometheus,
        leave: nothing,
      }),
    grafana: p =>
      p.either('Is Grafana looked into?', $ => $.monitoring.ways.grafana, {
        'recovery-point': drillGrafana,
        leave: nothing,
      }),
  })

export const restoreMonitoring = (passage: Passage<Looked>) =>
  passage
    .either('Is there a copy of Prometheus?', $ => $.monitoring.ways.prometheus, {
      'recovery-point': choosePrometheusCopy,
      leave: nothing,
    })
    .either('Is there a copy of Grafana?', $ => $.monitoring.ways.grafana, {
      'recovery-point': chooseGrafanaCopy,
      leave: nothing,
    })
    .step('gitops', 'Look whether Argo CD would interfere', readGitops, application)
    .either('Does Prometheus get a volume?', $ => $.monitoring.ways.prometheus, {
      'recovery-point': copyToPrometheus,
      leave: nothing,
    })
    .either('Does Grafana get a volume?', $ => $.monitoring.ways.grafana, {
      'recovery-point': copyToGrafana,
      leave: nothing,
    })
    .parallel('monitoringVolumes', 'Prove the volumes', {
      prometheus: p =>
        p.either('Is there a volume of Prometheus to prove?', $ => $.monitoring.ways.prometheus, {
          'recovery-point': provePrometheusVolume,
          leave: nothing,
        }),
      grafana: p =>
        p.either('Is there a volume of Grafana to prove?', $ => $.monitoring.ways.grafana, {
          'recovery-point': proveGrafanaVolume,
          leave: nothing,
        }),
    })
    .choose(
      'Does Argo CD sync them?',
      $ => given($.gitops.automated),
      p =>
        p
          .step('gitopsPaused', 'Pause Argo CD for the monitoring', pauseGitops, synced)
          .undo('Let Argo CD go on with the monitoring', resumeGitops, synced),
    )
    .parallel('monitoringMoved', 'Move both onto what was restored', {
      prometheus: p =>
        p.either('Is Prometheus moved?', $ => $.monitoring.ways.prometheus, {
          'recovery-point': movePrometheus,
          leave: nothing,
        }),
      grafana: p =>
        p.either('Is Grafana moved?', $ => $.monitoring.ways.grafana, {
          'recovery-point': moveGrafanaHere,
          leave: nothing,
        }),
    })
    .choose(
      'Did Argo CD sync them?',
      $ => given($.gitops.automated),
      p =>
        p
          .step('gitopsResumed', 'Let Argo CD sync the monitoring again', resumeGitops, synced)
          .undo('Pause Argo CD for the monitoring again', pauseGitops, synced),
    )
    .parallel('monitoringKept', 'Keep the volumes that stood by', {
      prometheus: p =>
        p.either('Is an old volume of Prometheus kept?', $ => $.monitoring.ways.prometheus, {
          'recovery-point': keepOldPrometheus,
          leave: nothing,
        }),
      grafana: p =>
        p.either('Is an old volume of Grafana kept?', $ => $.monitoring.ways.grafana, {
          'recovery-point': keepOldGrafana,
          leave: nothing,
        }),
    })
