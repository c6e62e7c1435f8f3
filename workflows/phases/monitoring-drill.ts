// The end of a drill's proof: a Job in the isolated namespace mounts the restored volume read-only and looks into it.
import { minutes, seconds } from '../../domain/duration.ts'
import type { RestoredVolume, Store } from '../../domain/monitoring/store.ts'
import { checkInspection } from '../../lambdas/check-inspection/contract.ts'
import { checkInspectionGone } from '../../lambdas/check-inspection-gone/contract.ts'
import { removeInspection } from '../../lambdas/remove-inspection/contract.ts'
import { startInspection } from '../../lambdas/start-inspection/contract.ts'
import { type Bare, type Passage, until } from '../language/scenario.ts'

interface OfPrometheus extends Bare {
  readonly prometheus: Store
  readonly prometheusPoint: { readonly moment: string }
  readonly prometheusVolume: RestoredVolume
}
interface OfGrafana extends Bare {
  readonly grafana: Store
  readonly grafanaPoint: { readonly moment: string }
  readonly grafanaVolume: RestoredVolume
}

/** A pod on a fresh volume is created and attached in about twenty seconds. */
const looking = { expected: seconds(25), within: minutes(15) }
const going = { expected: seconds(10), within: minutes(10) }

export const inspectPrometheus = (passage: Passage<OfPrometheus>) =>
  passage
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
      looking,
    )

export const inspectGrafana = (passage: Passage<OfGrafana>) =>
  passage
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
      looking,
    )
