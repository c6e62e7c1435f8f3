// Prometheus on a restored volume: read how it runs, choose the recovery point, make the volume, move the claim, prove.
import { hours, minutes, seconds } from '../../domain/duration.ts'
import type { RestoredVolume, Store } from '../../domain/monitoring/store.ts'
import { checkInitialized } from '../../lambdas/check-initialized/contract.ts'
import { checkPrometheus } from '../../lambdas/check-prometheus/contract.ts'
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
import { making, reading } from './monitoring-arguments.ts'

interface Asked extends Bare {
  readonly request: { readonly lostAt: string | null; readonly prometheusPoint: string | null }
}
interface Chosen extends Bare {
  readonly prometheus: Store
  readonly prometheusPoint: { readonly snapshot: string; readonly moment: string; readonly forebears: string[] }
}
interface Made extends Chosen {
  readonly prometheusVolume: RestoredVolume
}
interface Moving extends Made {
  readonly request: { readonly lostAt: string | null }
}

export const choosePrometheus = (passage: Passage<Asked>) =>
  passage
    .step('prometheus', 'Remember how Prometheus runs', readStore, reading('prometheus'))
    .step('prometheusPoint', 'Choose the recovery point of Prometheus', chooseVolumePoint, $ => ({
      vault: $.platform.monitoring.vault,
      store: $.prometheus,
      home: null,
      lostAt: $.request.lostAt,
      named: $.request.prometheusPoint,
    }))

export const leavePrometheus = (passage: Passage<Bare>) =>
  passage.step('prometheusPoint', 'Leave Prometheus as it is', leaveStore, () => ({ store: 'prometheus' as const }))

export const makePrometheusVolume = (passage: Passage<Chosen>) =>
  passage
    .step('prometheusVolume', 'Make a volume for Prometheus', createVolume, $ =>
      making($, $.prometheus, $.prometheusPoint),
    )
    .undo('Delete the volume of Prometheus', discardVolumes, () => ({ store: 'prometheus' as const }), {
      until: until(checkVolumesGone, () => ({ store: 'prometheus' as const }), {
        expected: seconds(6),
        within: minutes(20),
      }),
      onceProved: instead('Keep the volume of Prometheus', retainVolumes, $ => ({
        store: 'prometheus' as const,
        why: 'restored and proved; holds what was written since',
        days: $.platform.muster.retainDays,
      })),
    })

export const provePrometheusVolume = (passage: Passage<Made>) =>
  passage.waitUntil(
    'prometheusAvailable',
    'The volume of Prometheus is as asked for',
    checkVolume,
    $ => ({
      store: $.prometheus,
      made: $.prometheusVolume,
      kmsKeyId: $.platform.monitoring.kmsKeyId,
      attachTags: $.platform.monitoring.attachTags,
      forebears: $.prometheusPoint.forebears,
    }),
    { expected: seconds(6), within: minutes(10) },
  )

const stopped = until<Chosen, typeof checkStoreStopped>(
  checkStoreStopped,
  $ => ({
    clusterName: $.platform.kubernetes.clusterName,
    monitoring: $.platform.monitoring,
    store: $.prometheus,
    onlyIfMoved: true,
  }),
  { expected: seconds(16), within: minutes(15) },
)

const runsAsBefore = until<Chosen, typeof checkStoreRuns>(
  checkStoreRuns,
  $ => ({
    clusterName: $.platform.kubernetes.clusterName,
    monitoring: $.platform.monitoring,
    store: $.prometheus,
  }),
  { expected: seconds(60), within: minutes(30) },
)

export const movePrometheus = (passage: Passage<Moving>) =>
  passage
    // It scrapes and alerts until it is stopped, and afterwards starts in seconds: what it does not scrape nobody restores.
    .waitUntil(
      'prometheusWhole',
      'The volume of Prometheus has every block',
      checkInitialized,
      $ => ({ made: $.prometheusVolume }),
      { expected: minutes(6), within: minutes(40), estimate: $ => $.prometheusVolume.expected },
    )
    .step('prometheusStopped', 'Stop Prometheus', stopStore, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      monitoring: $.platform.monitoring,
      store: $.prometheus,
      onlyIfMoved: false,
    }))
    .undo(
      'Start Prometheus as it was',
      startStore,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.prometheus,
        back: true,
      }),
      { until: runsAsBefore },
    )
    .waitUntil(
      'prometheusStill',
      'Prometheus has stopped',
      checkStoreStopped,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.prometheus,
        onlyIfMoved: false,
      }),
      { expected: seconds(16), within: minutes(15) },
    )
    .step(
      'prometheusMoved',
      'Put the claim of Prometheus on the new volume',
      swapClaim,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        store: $.prometheus,
        made: $.prometheusVolume,
      }),
      { persistent: true },
    )
    .undo('Put the claim of Prometheus back', swapClaimBack, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      store: $.prometheus,
    }))
    .step(
      'prometheusStarted',
      'Start Prometheus on the new volume',
      startStore,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.prometheus,
        back: false,
      }),
      { persistent: true },
    )
    .undo(
      'Stop Prometheus on the new volume',
      stopStore,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.prometheus,
        onlyIfMoved: true,
      }),
      { until: stopped },
    )
    .waitUntil(
      'prometheusProof',
      'Prometheus serves what it held',
      checkPrometheus,
      $ => ({
        clusterName: $.platform.kubernetes.clusterName,
        monitoring: $.platform.monitoring,
        store: $.prometheus,
        moment: $.prometheusPoint.moment,
        lostAt: $.request.lostAt,
        rpo: hours(24),
      }),
      // Attached, its log replayed, every target scraped once: a scrape comes every half minute.
      { expected: seconds(50), within: minutes(40) },
    )

export const keepOldPrometheus = (passage: Passage<Made>) =>
  passage.step('prometheusKept', 'Keep the old volume of Prometheus', keepOldVolume, $ => ({
    store: $.prometheus,
    made: $.prometheusVolume,
    why: 'volume of Prometheus from before the recovery',
    days: $.platform.muster.retainDays,
  }))
