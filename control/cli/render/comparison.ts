// Rehearsals side by side: what each achieved of what it promised, what it lost, and what of that was exported.
import { readableDuration } from '../../../domain/duration.ts'
import type { Outcome } from '../../backends/sandbox.ts'
import { type Cell, row } from './columns.ts'
import type { Paint } from './paint.ts'

const HEADINGS = ['ended as', 'RTO', 'of', 'RPO', 'of', 'lost', 'exported']
const WIDTHS = [20, 18, 11, 6, 11, 6, 6, 8]

/** At most 100 columns; a duration that misses its promise is red. */
export function comparisonTable(
  heading: string,
  outcomes: Readonly<Record<string, Outcome>>,
  paint: Paint,
): readonly string[] {
  const columns = { widths: WIDTHS, paint }
  return [
    ...row(
      [heading, ...HEADINGS].map(text => ({ text, style: 'bold' as const })),
      columns,
    ),
    ...Object.entries(outcomes).flatMap(([source, outcome]) => row(cellsOf(source, outcome), columns)),
  ]
}

function cellsOf(source: string, { ending, objectives, visitors }: Outcome): readonly Cell[] {
  return [
    { text: source },
    { text: ending },
    ...objective(objectives.rto),
    ...objective(objectives.rpo),
    { text: String(visitors.lostWrites) },
    { text: String(visitors.exportedWrites) },
  ]
}

/** Achieved, and promised. */
function objective({ promisedSeconds, achievedSeconds, met }: Outcome['objectives']['rto']): readonly Cell[] {
  const promised = { text: readableDuration(promisedSeconds) }
  if (achievedSeconds === null) return [{ text: '–' }, promised]
  const achieved = { text: readableDuration(achievedSeconds) }
  return [met ? achieved : { ...achieved, style: 'red' as const }, promised]
}
