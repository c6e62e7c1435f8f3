// Prometheus and Grafana of the recovery region, moved onto volumes that are made from the copies of those that were lost.
import { minutes, seconds } from '../../domain/duration.ts'
import type { Store } from '../../domain/monitoring/store.ts'
import { checkGrafana } from '../../lambdas/check-grafana/contract.ts'
import { checkVolumesGone } from '../../lambdas/check-volumes-gone/contract.ts'
import { chooseVolumePoint } from '../../lambdas/choose-volume-point/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import { createVolume } from '../../lambdas/create-volume/contract.ts'
import { discardVolumes } from '../../lambdas/discard-volumes/contract.ts'
import { readStore } from '../../lambdas/read-store/contract.ts'
import { type Bare, type Passage, until } from '../language/scenario.ts'
import { runGrafanaOnIt } from './grafana.ts'
import { counting, making, reading } from './monitoring-arguments.ts'

interface OfPrometheus extends Bare {
  readonly prometheus: Store
  readonly prometheusPoint: Gives<typeof chooseVolumePoint>
}
interface OfGrafana extends Bare {
  readonly grafana: Store
  readonly grafanaPoint: Gives<typeof chooseVolumePoint>
}
interface MadeForGrafana extends OfGrafana {
  readonly grafanaVolume: Gives<typeof createVolume>
}

const gone = { expected: seconds(6), within: minutes(20) }

/** By the claim that the lost volume was made for: nobody can be asked for its id, and it changes with every restore. */
export const choosePrometheusCopy = (passage: Passage<Bare>) =>
  passage
    .step('prometheus', 'Remember how Prometheus runs here', readStore, reading('prometheus'))
    .step('prometheusPoint', 'Choose the copy of Prometheus', chooseVolumePoint, $ => ({
      vault: $.platform.monitoring.vault,
      store: $.prometheus,
      home: $.platform.regions.recovery,
      lostAt: null,
      named: null,
    }))

export const chooseGrafanaCopy = (passage: Passage<Bare>) =>
  passage
    .step('grafana', 'Remember how Grafana runs here', readStore, reading('grafana'))
    .step('grafanaPoint', 'Choose the copy of Grafana', chooseVolumePoint, $ => ({
      vault: $.platform.monitoring.vault,
      store: $.grafana,
      home: $.platform.regions.recovery,
      lostAt: null,
      named: null,
    }))

/** Nothing of it is kept when it fails: its copy stays in the vault, and a run of monitoring-loss can restore it in peace. */
export const copyToPrometheus = (passage: Passage<OfPrometheus>) =>
  passage
    .step('prometheusVolume', 'Make a volume for Prometheus', createVolume, $ =>
      making($, $.prometheus, $.prometheusPoint),
    )
    .undo('Delete the volume of Prometheus', discardVolumes, () => ({ store: 'prometheus' as const }), {
      until: until(checkVolumesGone, () => ({ store: 'prometheus' as const }), gone),
    })

export const copyToGrafana = (passage: Passage<OfGrafana>) =>
  passage
    .step('grafanaVolume', 'Make a volume for Grafana', createVolume, $ => making($, $.grafana, $.grafanaPoint))
    .undo('Delete the volume of Grafana', discardVolumes, () => ({ store: 'grafana' as const }), {
      beside: true,
      until: until(checkVolumesGone, () => ({ store: 'grafana' as const }), gone),
    })

/** Exports of dashboards lie in the region that was lost: one dashboard at least must be there. */
export const moveGrafanaHere = (passage: Passage<MadeForGrafana>) =>
  passage.include(runGrafanaOnIt).waitUntil(
    'grafanaProof',
    'Grafana serves what it held',
    checkGrafana,
    $ => ({
      ...counting($),
      dashboards: null,
    }),
    { expected: seconds(60), within: minutes(30) },
  )
