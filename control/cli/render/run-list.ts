// Runs in a table, newest first.
import type { RunLine } from '../../../domain/run-view.ts'
import { row } from './columns.ts'
import type { Paint } from './paint.ts'

const WIDTHS = [54, 8, 20, 18]

export function runListLines(runs: readonly RunLine[], paint: Paint): readonly string[] {
  if (runs.length === 0) return ['There are no runs.']
  const columns = { widths: WIDTHS, paint }
  const head = row(
    ['run', 'mode', 'began', 'stands'].map(text => ({ text, style: 'bold' as const })),
    columns,
  )
  return [
    ...head,
    ...runs.flatMap(({ id, mode, startedAt, ending, status }) =>
      row([{ text: id }, { text: mode }, { text: `${startedAt.slice(0, 19)}Z` }, { text: ending ?? status }], columns),
    ),
  ]
}
