// What printing a node needs to know of its surroundings.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'

export interface Context {
  readonly platform: Platform
  readonly mode: Mode
  /** The phase the node stands in; printed as the states' comment. */
  readonly phase: string
  /** In a branch nothing outside can be assigned, so errors leave the branch and the passage's catch takes them. */
  readonly inBranch: boolean
  /** Steps whose results an undo refers to; recorded even when they only read. */
  readonly recorded: ReadonlySet<string>
  /** Where a failure goes; FAILURE outside of what the run can do without. */
  readonly failure: string
}

/** Where failures go that end the run. */
export const FAILURE = 'Something failed'
