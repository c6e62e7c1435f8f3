// WordPress stopped, started and watched: the passages of every cutover that moves it onto something restored.
import { minutes, seconds } from '../../domain/duration.ts'
import type { Workload } from '../../domain/workload.ts'
import { checkCommitWindow } from '../../lambdas/check-commit-window/contract.ts'
import { checkPodsGone } from '../../lambdas/check-pods-gone/contract.ts'
import { checkRollout } from '../../lambdas/check-rollout/contract.ts'
import { quiesceWordpress } from '../../lambdas/quiesce-wordpress/contract.ts'
import { resumeWordpress } from '../../lambdas/resume-wordpress/contract.ts'
import { verifyApplication } from '../../lambdas/verify-application/contract.ts'
import type { Refs } from '../language/reference.ts'
import { type Bare, type Passage, until } from '../language/scenario.ts'

interface Remembered extends Bare {
  readonly workload: Workload
}

interface Committing extends Bare {
  readonly request: { readonly commitWindowMinutes: number }
}

const asRemembered = ($: Refs<Remembered>) => ({
  kubernetes: $.platform.kubernetes,
  deployment: $.platform.kubernetes.deployment,
  replicas: $.workload.replicas,
})
const ROLLOUT = { expected: seconds(60), within: minutes(20) }

/** The second half of undoing a stop. */
export const serveAgain = until<Remembered, typeof checkRollout>(checkRollout, asRemembered, ROLLOUT)

/** @param old what it ran on, and is started on again when the run fails: "the damaged cluster" */
export const stopWordpress = (old: string) => (passage: Passage<Remembered>) =>
  passage
    .step('quiet', 'Stop WordPress', quiesceWordpress, $ => ({
      kubernetes: $.platform.kubernetes,
      workload: $.workload,
    }))
    .undo(
      `Start WordPress on ${old}`,
      resumeWordpress,
      $ => ({ kubernetes: $.platform.kubernetes, workload: $.workload, startIfStopped: false }),
      { until: serveAgain },
    )

export const podsGone = (passage: Passage<Bare>) =>
  passage.waitUntil(
    'silent',
    'Every pod of WordPress is gone',
    checkPodsGone,
    $ => ({ kubernetes: $.platform.kubernetes }),
    { expected: seconds(17), within: minutes(15) },
  )

/**
 * Without waiting until it serves.
 * @param restored what it serves from now on: "the restored cluster"
 * @param standsBy it stood at 0 before, and goes back to that when the run fails
 */
export const startOn =
  (restored: string, standsBy = false) =>
  (passage: Passage<Remembered>) =>
    passage
      .step(
        'resumed',
        `Start WordPress on ${restored}`,
        resumeWordpress,
        $ => ({ kubernetes: $.platform.kubernetes, workload: $.workload }),
        { persistent: true },
      )
      .undo(
        `Stop WordPress on ${restored}`,
        quiesceWordpress,
        $ => ({ kubernetes: $.platform.kubernetes, workload: $.workload, ...(standsBy && { standsBy }) }),
        {
          until: until(checkPodsGone, $ => ({ kubernetes: $.platform.kubernetes }), {
            expected: seconds(17),
            within: minutes(15),
          }),
        },
      )

export const rolledOut = (passage: Passage<Remembered>) =>
  passage.waitUntil('rolledOut', 'WordPress is rolled out', checkRollout, asRemembered, ROLLOUT)

/** @param restored as {@link startOn} takes it */
export const startWordpress = (restored: string) => (passage: Passage<Remembered>) =>
  passage.include(startOn(restored)).include(rolledOut)

export const askSite = (passage: Passage<Bare>) =>
  passage.step('answers', 'Ask the site as a visitor does', verifyApplication, $ => ({
    url: $.platform.application.url,
    path: $.platform.application.probe.path,
    contains: $.platform.application.probe.contains,
  }))

/** What was there before the cutover stays untouched, and the decision can still be turned. */
export const watchCommitWindow = (passage: Passage<Committing>) =>
  passage.waitUntil(
    'committed',
    'The commit window has passed in health',
    checkCommitWindow,
    $ => ({
      kubernetes: $.platform.kubernetes,
      url: $.platform.application.url,
      path: $.platform.application.probe.path,
      contains: $.platform.application.probe.contains,
      openedAt: null,
      minutes: $.request.commitWindowMinutes,
    }),
    { expected: minutes(30), within: minutes(255), every: 60, countsTowardsRto: false },
  )
