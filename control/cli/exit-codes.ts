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

/** For `--help`. */
export const EXIT_CODES = `Exit codes:
  0  Recovered, DrillPassed or Skipped
  1  Muster itself failed, or it was used wrongly; nothing was run
  2  RolledBack or Held
  3  RollbackIncomplete
  4  Refused`
