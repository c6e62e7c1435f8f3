// A run: who it is, and the names and tags of everything it makes, so that a retry finds what an earlier attempt made.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { instant } from './instant.ts'

export const modes = ['recover', 'drill'] as const
export type Mode = (typeof modes)[number]

export const runRef = z.strictObject({
  /** The execution's name. */
  id: z.string().min(1).max(80),
  scenario: z.string(),
  mode: z.enum(modes),
  startedAt: instant,
  executionArn: z.string(),
})

export type RunRef = z.infer<typeof runRef>

/** How a run may end; the first three succeed. */
export const endings = [
  'Recovered',
  'DrillPassed',
  'Skipped',
  'RolledBack',
  'RollbackIncomplete',
  'Refused',
  'Held',
] as const
export type Ending = (typeof endings)[number]

/** Eight hexadecimal digits that stand for the run in names with a length limit. */
export const shortName = (runId: string): string => createHash('sha256').update(runId).digest('hex').slice(0, 8)

const MODE_LETTER: Readonly<Record<Mode, string>> = { recover: 'rec', drill: 'dri' }

/** The part of a name that says "made by a run of this mode": `-rec-1f2e3d4c`, 13 characters. */
export const nameSuffix = (run: Pick<RunRef, 'id' | 'mode'>): string => `-${MODE_LETTER[run.mode]}-${shortName(run.id)}`

/** The same part for any run of the mode, as a pattern for permissions. */
export const anyRunSuffix = (mode: Mode): string => `-${MODE_LETTER[mode]}-*`

export const restoredClusterId = (run: Pick<RunRef, 'id' | 'mode'>, source: string): string =>
  `${source}${nameSuffix(run)}`

export const RUN_TAG = 'muster:run'
export const MODE_TAG = 'muster:mode'
export const KEEP_UNTIL_TAG = 'muster:keep-until'
export const KEEP_REASON_TAG = 'muster:keep-reason'

export const runTags = (run: Pick<RunRef, 'id' | 'mode'>): Readonly<Record<string, string>> => ({
  [RUN_TAG]: run.id,
  [MODE_TAG]: run.mode,
})
