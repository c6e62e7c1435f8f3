// What a Job's last words mean to the run: go on, or stop and why.
import type { ErrorKind } from '../errors.ts'
import { JobFailed, NotProven } from '../errors.ts'
import { type ProgramResult, programResult } from './program.ts'

/** A difference is told and does not stop them: what stands in the way of a copy is people's, and stays. */
const TOLERANT = ['copy', 'forward']

export type Judgement =
  | { readonly goesOn: true; readonly result: ProgramResult }
  | { readonly goesOn: false; readonly error: ErrorKind; readonly reason: string }

const stop = (error: ErrorKind, reason: string): Judgement => ({ goesOn: false, error, reason })

/** @param words the termination message: one line of JSON, or whatever else a container ends with */
export function judgeWords(words: string): Judgement {
  const parsed = programResult.safeParse(jsonOf(words))
  if (!parsed.success)
    return stop(JobFailed, `the program ended without a result: ${words.trim().slice(0, 300) || 'it said nothing'}`)
  const result = parsed.data
  const { mode, outcome, reason } = result
  if (outcome === 'failed') return stop(JobFailed, `the program failed: ${reason}`)
  if (outcome === 'refused') return stop(NotProven, `the program refused, and touched nothing: ${reason}`)
  if (outcome === 'differs' && !TOLERANT.includes(mode ?? ''))
    return stop(NotProven, `${reason}: ${countsText(result.counts)}`)
  if (mode === 'list' && missingIn(result) === 0 && (result.counts.notInBackup ?? 0) > 0)
    return stop(NotProven, nothingMissing(result))
  return { goesOn: true, result }
}

const missingIn = ({ counts }: ProgramResult): number =>
  ['files', 'directories', 'symlinks'].reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)

/** Nothing missing by itself is no fault: an earlier run may have brought everything back. */
const nothingMissing = ({ counts }: ProgramResult): string =>
  `${counts.notInBackup} of the paths asked for are not in the recovery point, and nothing else is missing: correct paths or deletedAt, or name an earlier point`

export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not the program's words: whoever ended it spoke instead.
    return undefined
  }
}
