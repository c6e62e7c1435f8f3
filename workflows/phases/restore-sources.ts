// The three sources of a restore: how each is chosen, and how a cluster is made from it beside the damaged one.
import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { minutes, seconds } from '../../domain/duration.ts'
import { checkCluster } from '../../lambdas/check-cluster/contract.ts'
import { checkClusterGone } from '../../lambdas/check-cluster-gone/contract.ts'
import { checkRestoreJob } from '../../lambdas/check-restore-job/contract.ts'
import { checkWindow } from '../../lambdas/check-window/contract.ts'
import { chooseRecoveryPoint } from '../../lambdas/choose-recovery-point/contract.ts'
import { chooseRestoreMoment } from '../../lambdas/choose-restore-moment/contract.ts'
import { chooseSnapshot } from '../../lambdas/choose-snapshot/contract.ts'
import { claimCluster } from '../../lambdas/claim-cluster/contract.ts'
import { discardCluster } from '../../lambdas/discard-cluster/contract.ts'
import { restoreCluster } from '../../lambdas/restore-cluster/contract.ts'
import { restoreFromSnapshot } from '../../lambdas/restore-from-snapshot/contract.ts'
import { retainRestored } from '../../lambdas/retain-restored/contract.ts'
import { startRestoreJob } from '../../lambdas/start-restore-job/contract.ts'
import { sweepRestoreJob } from '../../lambdas/sweep-restore-job/contract.ts'
import { type Bare, equal, instead, type Passage, until } from '../language/scenario.ts'

interface Found extends Bare {
  readonly cluster: ClusterDescription
}

interface Choosing extends Found {
  readonly request: {
    readonly damagedAt: string | null
    readonly restoreTo: string | null
    readonly point: string | null
  }
}

export const chooseMoment = (passage: Passage<Choosing>) =>
  passage.step('moment', 'Choose the restore moment', chooseRestoreMoment, $ => ({
    window: $.cluster.restorable,
    damagedAt: $.request.damagedAt,
    restoreTo: $.request.restoreTo,
  }))

export const choosePoint = (passage: Passage<Choosing>) =>
  passage.step('moment', 'Choose the recovery point', chooseRecoveryPoint, $ => ({
    vault: $.platform.database.vault,
    source: { arn: $.cluster.arn, engineVersion: $.cluster.engineVersion },
    window: $.cluster.restorable,
    damagedAt: $.request.damagedAt,
    restoreTo: $.request.restoreTo,
    named: $.request.point,
  }))

export const chooseClusterSnapshot = (passage: Passage<Choosing>) =>
  passage.step('moment', 'Choose the snapshot', chooseSnapshot, $ => ({
    source: {
      id: $.cluster.id,
      engineVersion: $.cluster.engineVersion,
      backupRetention: $.cluster.backupRetention,
    },
    window: $.cluster.restorable,
    damagedAt: $.request.damagedAt,
    restoreTo: $.request.restoreTo,
    named: $.request.point,
  }))

interface Restoring<Moment> extends Found {
  readonly request: { readonly adopt: string | null }
  readonly moment: { readonly moment: string } & Moment
}

const WORTH_KEEPING = 'restored and proved; the next run may adopt it'

/** The undo of every restore that RDS itself begins, under the run's tag. */
const discardRestored = {
  until: until<Found, typeof checkClusterGone>(checkClusterGone, $ => ({ source: $.cluster.id }), {
    expected: minutes(3),
    within: minutes(30),
  }),
  onceProved: instead<Found, typeof retainRestored>('Keep the restored cluster', retainRestored, $ => ({
    source: $.cluster.id,
    why: WORTH_KEEPING,
    days: $.platform.muster.retainDays,
  })),
}

export const fromPointInTime = (passage: Passage<Restoring<unknown>>) =>
  passage
    .waitUntil(
      'window',
      'The restore moment can be restored to',
      checkWindow,
      $ => ({ cluster: $.cluster.id, moment: $.moment.moment }),
      { expected: seconds(60), within: minutes(15) },
    )
    .step('restored', 'Start the restore beside it', restoreCluster, $ => ({
      source: $.cluster,
      moment: $.moment.moment,
      adopt: $.request.adopt,
    }))
    .undo('Delete the restored cluster', discardCluster, $ => ({ source: $.cluster.id }), discardRestored)
    .waitUntil('available', 'The restored cluster is available', checkCluster, $ => ({ cluster: $.restored.id }), {
      expected: minutes(8),
      within: minutes(40),
    })

interface OfPoint {
  readonly point: { readonly arn: string; readonly kind: 'snapshot' | 'continuous' }
}

export const fromRecoveryPoint = (passage: Passage<Restoring<OfPoint>>) =>
  passage
    .choose(
      'Is it continuous?',
      $ => equal($.moment.point.kind, 'continuous'),
      p =>
        p.waitUntil(
          'reaches',
          'The recovery point reaches the moment',
          checkWindow,
          $ => ({ cluster: $.cluster.id, moment: $.moment.moment }),
          { expected: seconds(60), within: minutes(15) },
        ),
    )
    .include(fromRestoreJob)

/** A job cannot be cancelled and its cluster has no tag of the run, so its undo waits it out and finds it by its name. */
export const fromRestoreJob = (passage: Passage<Restoring<OfPoint>>) =>
  passage
    .step('job', 'Start the restore job', startRestoreJob, $ => ({
      source: $.cluster,
      vault: $.platform.database.vault,
      role: $.platform.database.restoreRole,
      point: $.moment.point,
      moment: $.moment.moment,
      adopt: $.request.adopt,
    }))
    .undo('Delete what the restore job makes', discardCluster, $ => ({ source: $.cluster.id }), {
      until: until(sweepRestoreJob, $ => ({ source: $.cluster.id }), {
        expected: seconds(150),
        within: minutes(75),
        every: 15,
      }),
      onceProved: instead('Keep what the restore job made', retainRestored, $ => ({
        source: $.cluster.id,
        why: WORTH_KEEPING,
        days: $.platform.muster.retainDays,
      })),
    })
    .waitUntil('made', 'The restore job is completed', checkRestoreJob, $ => ({ job: $.job.job, arn: $.job.arn }), {
      expected: minutes(9),
      within: minutes(45),
      every: 15,
    })
    .step('restored', 'Take over what the job restored', claimCluster, $ => ({
      job: $.job,
      made: $.made.arn,
      source: $.cluster,
      moment: $.moment.moment,
    }))
    .waitUntil('available', 'What the job restored is available', checkCluster, $ => ({ cluster: $.restored.id }), {
      expected: seconds(30),
      within: minutes(10),
    })

interface OfSnapshot {
  readonly snapshot: string
}

export const fromSnapshot = (passage: Passage<Restoring<OfSnapshot>>) =>
  passage
    .step('restored', 'Start the restore from the snapshot', restoreFromSnapshot, $ => ({
      source: $.cluster,
      snapshot: $.moment.snapshot,
      moment: $.moment.moment,
      adopt: $.request.adopt,
    }))
    .undo('Delete the restored cluster', discardCluster, $ => ({ source: $.cluster.id }), discardRestored)
    .waitUntil('available', 'The cluster from it is available', checkCluster, $ => ({ cluster: $.restored.id }), {
      expected: minutes(8),
      within: minutes(40),
    })
