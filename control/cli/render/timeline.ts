// The timeline of a rehearsal as a table: elapsed, how long, phase, step, what was said. A wait is one row.
import { readableDuration } from '../../../domain/duration.ts'
import type { Outcome, StepOutcome } from '../../backends/sandbox.ts'
import { type Cell, row } from './columns.ts'
import { elapsedText, secondsBetween } from './elapsed.ts'
import type { Paint, Style } from './paint.ts'
import { withShortArns } from './text.ts'

/** With two spaces between them, 100 columns. */
const WIDTHS = [9, 11, 8, 29, 35]
/** Lines for what was said; the report has all of it. */
const SAID_LINES = 3

export function timelineLines({ steps, startedAt }: Outcome, paint: Paint): readonly string[] {
  const columns = { widths: WIDTHS, paint }
  const heads = ['elapsed', 'took', 'phase', 'step', 'what was said'].map((text): Cell => ({ text, style: 'dim' }))
  let phase: string | undefined
  const rows = steps.flatMap(step => {
    const shown = step.phase === phase ? '' : step.phase
    phase = step.phase
    return row(cellsOf(step, { startedAt, shown }), columns)
  })
  return [...row(heads, columns), ...(rows.length > 0 ? rows : ['No step was begun.'])]
}

const STYLES: Readonly<Record<StepOutcome['status'], Style | undefined>> = {
  done: undefined,
  failed: 'red',
  undone: 'yellow',
  skipped: 'dim',
}

function cellsOf(step: StepOutcome, { startedAt, shown }: { startedAt: string; shown: string }): readonly Cell[] {
  const took = step.endedAt === null ? 'not ended' : readableDuration(secondsBetween(step.startedAt, step.endedAt))
  const style = STYLES[step.status]
  return [
    { text: elapsedText(secondsBetween(startedAt, step.startedAt)) },
    { text: took, style: 'dim' },
    { text: shown, style: 'bold' },
    { text: step.title, style },
    { text: withShortArns(saidText(step)), style, most: step.status === 'failed' ? 8 : SAID_LINES },
  ]
}

/** What became of the step, if it is not simply done, and what was said. */
export function saidText({ status, attempts, said }: StepOutcome): string {
  const words = status === 'done' ? '' : status === 'failed' ? 'FAILED' : status
  const tries = attempts > 1 ? `(${attempts} calls)` : ''
  const head = [words, tries].filter(Boolean).join(' ')
  if (head === '') return said
  return said === '' ? head : status === 'done' ? `${said} ${head}` : `${head}: ${said}`
}
