// Everything the terminal shows after a rehearsal, in the order in which somebody on call wants it.

import { readableDuration } from '../../../domain/duration.ts'
import type { Outcome } from '../../backends/sandbox.ts'
import { row } from './columns.ts'
import { secondsBetween } from './elapsed.ts'
import { endingOf } from './ending.ts'
import { type Fact, factGroups } from './facts.ts'
import type { Paint } from './paint.ts'
import { hung, WIDTH } from './text.ts'
import { timelineLines } from './timeline.ts'

export interface SummaryOptions {
  readonly paint: Paint
  /** Where the report was written. */
  readonly report: string
}

const NAME_WIDTH = 14
const FACTS = { widths: [NAME_WIDTH, WIDTH - NAME_WIDTH - 4], indent: 2 }

/** Lines of at most 100 columns; the last two say how it ended and what to do next. */
export function summaryLines(outcome: Outcome, { paint, report }: SummaryOptions): readonly string[] {
  const heading = (text: string) => ['', paint('bold', text)]
  const { style, says, next } = endingOf(outcome)
  return [
    ...heading(`Timeline (virtual time; +00:00:00 is ${outcome.startedAt})`),
    ...timelineLines(outcome, paint),
    ...factGroups(outcome).flatMap(({ title, facts }) => [
      ...heading(title),
      ...facts.flatMap(each => factLines(each, paint)),
    ]),
    ...heading('Retained on purpose'),
    ...listed(outcome.retained.map(({ id, why, until }) => `${id} until ${until}: ${why}`)),
    ...heading('Leftovers'),
    ...listed(outcome.leftovers).map(line => (outcome.leftovers.length > 0 ? paint('red', line) : line)),
    ...heading('Report'),
    ...hung('  ', report),
    ...hung('  ', tookText(outcome)),
    '',
    ...(outcome.cause === '' ? [] : hung('Why: ', outcome.cause)),
    ...hung('', says).map(line => paint(style, line)),
    ...hung('Next: ', next),
  ]
}

/** Virtual time against real time. */
const tookText = ({ startedAt, endedAt, wallSeconds }: Outcome): string =>
  `${readableDuration(secondsBetween(startedAt, endedAt))} of virtual time, rehearsed in ${wallSeconds.toFixed(1)} s`

const factLines = ({ name, value, style }: Fact, paint: Paint): readonly string[] =>
  row([{ text: name }, { text: value, style }], { ...FACTS, paint })

const listed = (entries: readonly string[]): readonly string[] =>
  entries.length === 0 ? ['  none'] : entries.flatMap(each => hung('  - ', each))
