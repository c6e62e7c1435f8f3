// What printing a node needs to know of its surroundings.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Waking } from './wake.ts'

export interface Context {
  readonly platform: Platform
  readonly mode: Mode
  /** The phase the node stands in; printed as the states' comment. */
  readonly phase: string
  /** In a branch nothing outside can be assigned, so errors leave the branch and the passage's catch takes them. */
  readonly inBranch: boolean
  /**
   * How variables are called in a branch whose names are known outside as well, by those names: of two scopes, one in
   * the other, no name may be assigned in both. None elsewhere.
   */
  readonly called: ReadonlyMap<string, string>
  /** Where functions are woken, and which. */
  readonly wakings: readonly Waking[]
  /** Steps whose results an undo refers to; recorded even when they only read. */
  readonly recorded: ReadonlySet<string>
  /** Where a failure goes; FAILURE outside of what the run can do without. */
  readonly failure: string
}

export const variableOf = (name: string, { called }: Pick<Context, 'called'>): string => called.get(name) ?? name

/** Where failures go that end the run. */
export const FAILURE = 'Something failed'
