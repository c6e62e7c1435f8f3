// Grafana on a restored volume: read how it runs, choose the recovery point, make the volume, move the claim, count.
import { minutes, seconds } from '../../domain/duration.ts'
import type { RestoredVolume, Store } from '../../domain/monitoring/store.ts'
import { checkGrafana } from '../../lambdas/check-grafana/contract.ts'
import { checkInitialized } from '../../lambdas/check-initialized/contract.ts'
import { checkStoreRuns } from '../../lambdas/check-store-runs/contract.ts'
import { checkStoreStopped } from '../../lambdas/check-store-stopped/contract.ts'
import { checkVolume } from '../../lambdas/check-volume/contract.ts'
import { checkVolumesGone } from '../../lambdas/check-volumes-gone/contract.ts'
import { chooseVolumePoint } from '../../lambdas/choose-volume-point/contract.ts'
import { createVolume } from '../../lambdas/create-volume/contract.ts'
import { discardVolumes } from '../../lambdas/discard-volumes/contract.ts'
import { keepOldVolume } from '../../lambdas/keep-old-volume/contract.ts'
import { leaveStore } from '../../lambdas/leave-store/contract.ts'
import { readStore } from '../../lambdas/read-store/contract.ts'
import { retainVolumes } from '../../lambdas/retain-volumes/contract.ts'
import { startStore } from '../../lambdas/start-store/contract.ts'
import { stopStore } from '../../lambdas/stop-store/contract.ts'
import { swapClaim } from '../../lambdas/swap-claim/contract.ts'
import { swapClaimBack } from '../../lambdas/swap-claim-back/contract.ts'
import { type Bare, instead, type Passage, until } from '../language/scenario.ts'
import { counting, making, reading } from './monitoring-arguments.ts'

interface Asked extends Bare {
  readonly request: { readonly lostAt: string | null; readonly grafanaPoint: string | null }
}
interface Chosen extends Bare {
  readonly grafana: Store
  readonly grafanaPoint: { readonly snapshot: string; readonly moment: string; readonly forebears: string[] }
}
interface Made extends Chosen {
  readonly grafanaVolume: RestoredVolume
}
interface Moving extends Made {
  readonly request: { readonly dashboards: number | null }
}

export const chooseGrafana = (passage: Passage<Asked>) =>
  passage
    .step('grafana', 'Remember how Grafana runs', readStore, reading('grafana'))
    .step('grafanaPoint', 'Choose the recovery point of Grafana', chooseVolumePoint, $ => ({
      vault: $.platform.monitoring.vault,
      store: $.grafana,
      home: null,
      lostAt: $.request.lostAt,
      named: $.request.grafanaPoint,
    }))

export const leaveGrafana = (passage: Passage<Bare>) =>
  passage.step('grafanaPoint', 'Leave Grafana as it is', leaveStore, () => ({ store: 'grafana' as const }))

export const makeGrafanaVolume = (passage: Passage<Chosen>) =>
  passage
    .step('grafanaVolume', 'Make a volume for Grafana', createVolume, $ => making($, $.grafana, $.grafanaPoint))
    .undo('Delete the volume of Grafana', discardVolumes, () => ({ store: 'grafana' as const }), {
      beside: true,
      until: until(checkVolumesGone, () => ({ store: 'grafana' as const }), {
        expected: seconds(6),
        within: minutes(20),
      }),
      onceProved: instead('Keep the volume of Grafana', retainVolumes, $ => ({
        store: 'grafana' as const,
        why: 'restored and proved; holds what was written since',
        days: $.platform.muster.retainDays,
      })),
    })

export const proveGrafanaVolume = (passage: Passage<Made>) =>
  passage.waitUntil(
    'grafanaAvailable',
    'The volume of Grafana is as asked for',
    checkVolume,
    $ => ({
      store: $.grafana,
      made: $.grafanaVolume,
      kmsKeyId: $.platform.monitoring.kmsKeyId,
      attachTags: $.platform.monitoring.attachTags,
      forebears: $.grafanaPoint.forebears,
    }),
    { expected: seconds(6), within: minutes(10) },
  )

const stopped = until<Chosen, typeof checkStoreStopped>(
  checkStoreStopped,
  $ => ({
    clusterName: $.platform.kubernetes.clusterName,
    monitoring: $.platform.monitoring,
    store: $.grafana,
    onlyIfMoved: true,
  }),
  { expected: seconds(14), within: minutes(15) },
)

const runsAsBefore = until<Chosen, typeof checkStoreRuns>(
  checkStoreRuns,
  $ => ({
    clusterName: $.platform.kubernetes.clusterName,
    monitoring: $.platform.monitoring,
    store: $.grafana,
  }),
  { expected: seconds(60), within: minutes(30) },
)

export const runGrafanaOnIt = (passage: Passage<Made>) =>
  passage
    // It answers with what it has until it is stopped, and afterwards starts in seconds.
    .waitUntil(
      'grafanaWhole',
      'The volume of Grafana has every block',
      checkInitialized,
      $ => ({ made: $.grafanaVolume }),
      { expected: seconds(34), within: minutes(40), estimate: $ => $.grafanaVolume.expected },
    )
    .step('grafanaStopped', 'Stop Grafana', stopStore, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      monitoring: $.platform.monitoring,
      store: $.grafana,
      onlyIfMoved: false,
    }))
    .undo(
      'Start Grafana as it was',
      startStore,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.grafana,
        back: true,
      }),
      { until: runsAsBefore },
    )
    .waitUntil(
      'grafanaStill',
      'Grafana has stopped',
      checkStoreStopped,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.grafana,
        onlyIfMoved: false,
      }),
      { expected: seconds(14), within: minutes(15) },
    )
    .step(
      'grafanaMoved',
      'Put the claim of Grafana on the new volume',
      swapClaim,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        store: $.grafana,
        made: $.grafanaVolume,
      }),
      { persistent: true },
    )
    .undo('Put the claim of Grafana back', swapClaimBack, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      store: $.grafana,
    }))
    .step(
      'grafanaStarted',
      'Start Grafana on the new volume',
      startStore,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.grafana,
        back: false,
      }),
      { persistent: true },
    )
    .undo(
      'Stop Grafana on the new volume',
      stopStore,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.grafana,
        onlyIfMoved: true,
      }),
      { until: stopped },
    )

export const moveGrafana = (passage: Passage<Moving>) =>
  passage.include(runGrafanaOnIt).waitUntil(
    'grafanaProof',
    'Grafana serves what it held',
    checkGrafana,
    $ => ({
      ...counting($),
      dashboards: $.request.dashboards,
    }),
    { expected: seconds(60), within: minutes(30) },
  )

export const keepOldGrafana = (passage: Passage<Made>) =>
  passage.step('grafanaKept', 'Keep the old volume of Grafana', keepOldVolume, $ => ({
    store: $.grafana,
    made: $.grafanaVolume,
    why: 'volume of Grafana from before the recovery',
    days: $.platform.muster.retainDays,
  }))
