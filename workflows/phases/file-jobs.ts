// The Jobs that work on files, as runbooks start and await them: where they run, and what they need not be told.
import { minutes, seconds } from '../../domain/duration.ts'
import { checkFileJobsCleared } from '../../lambdas/check-file-jobs-cleared/contract.ts'
import type { Refs } from '../language/reference.ts'
import { type Bare, type Passage, until } from '../language/scenario.ts'

/** In production, beside WordPress. */
export const beside = ($: Refs<Bare>) => ({
  clusterName: $.platform.kubernetes.clusterName,
  namespace: $.platform.kubernetes.namespace,
})

/** In a drill, in the namespace from which nothing of production can be reached. */
export const apart = ($: Refs<Bare>) => ({
  clusterName: $.platform.kubernetes.clusterName,
  namespace: $.platform.drill.namespace,
})

/** What a Job is told unless its step says more. */
export const task = {
  live: 'live',
  restored: 'live',
  directory: null,
  restoredBetween: null,
  items: null,
  approved: null,
  work: null,
} as const

/** A pod starts within half a minute; what it does takes a second for 1,500 files. */
export const JOB = { expected: seconds(12), within: minutes(90) }

/** Of half of what the source platform keeps in its files, 50 GB: what a run waits for is said by the step that starts it. */
export const BYTES_JOB = { expected: minutes(9), within: minutes(90) }

export const clearedBeside = {
  until: until<Bare, typeof checkFileJobsCleared>(checkFileJobsCleared, beside, {
    expected: seconds(1),
    within: minutes(10),
  }),
}

export const clearedApart = {
  until: until<Bare, typeof checkFileJobsCleared>(checkFileJobsCleared, apart, {
    // Its pods have ended by themselves, as a rule: then they go at once, and the claims with them.
    expected: seconds(1),
    within: minutes(10),
  }),
}

export type { Passage }
