// The scenarios, with what each promises.
import { readableDuration } from '../../../domain/duration.ts'
import { modes } from '../../../domain/run.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import type { FaultOffer } from '../../backends/sandbox.ts'
import { row } from './columns.ts'
import type { Paint } from './paint.ts'
import { hung, oneLine, WIDTH } from './text.ts'

export function listLines(scenarios: readonly Scenario[], paint: Paint): readonly string[] {
  if (scenarios.length === 0) return ['There are no scenarios yet: workflows/index.ts lists none.']
  return scenarios.flatMap((scenario, index) => [...(index > 0 ? [''] : []), ...scenarioLines(scenario, paint)])
}

/** A misfortune, what stands after its `@`, and what it does. */
export const faultLines = (faults: readonly FaultOffer[], paint: Paint): readonly string[] =>
  faults.flatMap(({ name, does, argument, modes: only }) => [
    paint('bold', oneLine(argument === undefined ? name : `${name}@…`)),
    ...hung('  ', `${does}${only ? ` (only in ${only.join(', ')})` : ''}`),
    ...(argument === undefined ? [] : hung('  @ ', argument)),
  ])

const FACTS = { widths: [5, WIDTH - 9], indent: 2 }

function scenarioLines({ name, title, summary, objectives }: Scenario, paint: Paint): readonly string[] {
  const rpo = Object.entries(objectives.rpo).map(([source, seconds]) => `${readableDuration(seconds)} (${source})`)
  const facts = [
    ['RTO', `promised ${readableDuration(objectives.rto)}`],
    ['RPO', rpo.length > 0 ? `promised ${rpo.join(', ')}` : 'none promised'],
    ['modes', modes.join(', ')],
  ]
  return [
    ...hung('', `${name}: ${title}`).map(line => paint('bold', line)),
    ...hung('  ', summary),
    ...facts.flatMap(cells =>
      row(
        cells.map(text => ({ text })),
        { ...FACTS, paint },
      ),
    ),
  ]
}
