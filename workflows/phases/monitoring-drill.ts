// The end of a drill's proof: a Job in the isolated namespace mounts the restored volume read-only and looks into it.
import { minutes, seconds } from '../../domain/duration.ts'
import type { RestoredVolume, Store } from '../../domain/monitoring/store.ts'
import { checkInspection } from '../../lambdas/check-inspection/contract.ts'
import { checkInspectionGone } from '../../lambdas/check-inspection-gone/contract.ts'
import { removeInspection } from '../../lambdas/remove-inspection/contract.ts'
import { startInspection } from '../../lambdas/start-inspection/contract.ts'
import { type Bare, type Passage, until } from '../language/scenario.ts'
import { proveGrafanaVolume } from './grafana.ts'
import { provePrometheusVolume } from './prometheus.ts'

interface OfPrometheus extends Bare {
  readonly prometheus: Store
  readonly prometheusPoint: { readonly snapshot: string; readonly moment: string; readonly forebears: string[] }
  readonly prometheusVolume: RestoredVolume
}
interface OfGrafana extends Bare {
  readonly grafana: Store
  readonly grafanaPoint: { readonly snapshot: string; readonly moment: string; readonly forebears: string[] }
  readonly grafanaVolume: RestoredVolume
}

/** Every byte is read, at the pace of the volume: of three quarters of the source platform's 100 GiB in ten minutes. */
const reading = { expected: minutes(10), within: minutes(90) }
/** 10 GiB, of which the database is a few megabytes. */
const glancing = { expected: seconds(20), within: minutes(30) }
/** Its pod has ended by itself, as a rule: then it goes at once, and what it held with it. */
const going = { expected: seconds(1), within: minutes(10) }

export const inspectPrometheus = (passage: Passage<OfPrometheus>) =>
  passage
    .include(provePrometheusVolume)
    .step('prometheusInspection', 'Look into the volume of Prometheus', startInspection, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      drill: $.platform.drill,
      image: $.platform.files.copy.image,
      store: $.prometheus,
      made: $.prometheusVolume,
    }))
    .undo(
      'Remove the look into Prometheus',
      removeInspection,
      $ => ({ clusterName: $.platform.kubernetes.clusterName, drill: $.platform.drill, store: 'prometheus' as const }),
      {
        until: until(
          checkInspectionGone,
          $ => ({
            clusterName: $.platform.kubernetes.clusterName,
            drill: $.platform.drill,
            store: 'prometheus' as const,
          }),
          going,
        ),
      },
    )
    .waitUntil(
      'prometheusInspected',
      'The volume of Prometheus holds its history',
      checkInspection,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        drill: $.platform.drill,
        store: 'prometheus' as const,
        moment: $.prometheusPoint.moment,
      }),
      { ...reading, estimate: $ => $.prometheusInspection.expected },
    )

export const inspectGrafana = (passage: Passage<OfGrafana>) =>
  passage
    .include(proveGrafanaVolume)
    .step('grafanaInspection', 'Look into the volume of Grafana', startInspection, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      drill: $.platform.drill,
      image: $.platform.files.copy.image,
      store: $.grafana,
      made: $.grafanaVolume,
    }))
    .undo(
      'Remove the look into Grafana',
      removeInspection,
      $ => ({ clusterName: $.platform.kubernetes.clusterName, drill: $.platform.drill, store: 'grafana' as const }),
      {
        until: until(
          checkInspectionGone,
          $ => ({ clusterName: $.platform.kubernetes.clusterName, drill: $.platform.drill, store: 'grafana' as const }),
          going,
        ),
      },
    )
    .waitUntil(
      'grafanaInspected',
      'The volume of Grafana holds its database',
      checkInspection,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        drill: $.platform.drill,
        store: 'grafana' as const,
        moment: $.grafanaPoint.moment,
      }),
      glancing,
    )
