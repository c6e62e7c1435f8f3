// What a script learns from the exit code.
import type { Ending } from '../../domain/run.ts'

/** Ours: a fault of Muster itself, or bad usage. */
export const FAILED = 1

const CODES: Readonly<Record<Ending, number>> = {
  Recovered: 0,
  DrillPassed: 0,
  Skipped: 0,
  RolledBack: 2,
  Held: 2,
  RollbackIncomplete: 3,
  Refused: 4,
}

export const exitCodeOf = (ending: Ending): number => CODES[ending]

/** Nobody answered: what was asked for may have been done or not. */
export const NO_ANSWER = 5
/** What was asked for was refused. */
export const REFUSED = 4

/** For `--help` of commands that speak to the API. */
export const CONTROL_EXIT_CODES = `Exit codes:
  0  done; of a run that is watched: Recovered, DrillPassed or Skipped
  1  Muster itself failed, or it was used wrongly; nothing was asked
  2  RolledBack or Held
  3  RollbackIncomplete, or the run was ended from outside
  4  Refused: nothing was touched, or the word was not heard
  5  nobody answered: it may have been done or not; ask again, which is safe`

/** For `--help`. */
export const EXIT_CODES = `Exit codes:
  0  Recovered, DrillPassed or Skipped
  1  Muster itself failed, or it was used wrongly; nothing was run
  2  RolledBack or Held
  3  RollbackIncomplete
  4  Refused`

/** For `muster --help`. */
export const ALL_EXIT_CODES = `${EXIT_CODES}, or a word to a run was not heard
  5  nobody answered a command that speaks to runs: it may have been done or not`
