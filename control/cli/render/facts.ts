// The measures of a rehearsal as facts: a name, a value in words, and whether it is good. Terminal and Markdown show them.
import { readableDuration } from '../../../domain/duration.ts'
import { declarationLines } from '../../../domain/region/declaration.ts'
import type { Outcome } from '../../backends/sandbox.ts'
import { objectives } from './objectives.ts'
import type { Style } from './paint.ts'

export interface Fact {
  readonly name: string
  readonly value: string
  readonly style?: Style
}

export interface FactGroup {
  readonly title: string
  readonly facts: readonly Fact[]
}

export const factGroups = (outcome: Outcome): readonly FactGroup[] => [
  { title: 'Promised and achieved', facts: objectives(outcome) },
  ...(outcome.declared ? [{ title: 'Before the clock of the RTO', facts: before(outcome.declared) }] : []),
  { title: 'What visitors saw', facts: visitors(outcome) },
  { title: 'What it took', facts: effort(outcome) },
]

const before = (declared: NonNullable<Outcome['declared']>): readonly Fact[] =>
  declarationLines(declared).map(([name, value]) => ({ name, value }))

function visitors({ visitors: seen, mode }: Outcome): readonly Fact[] {
  const good = (fine: boolean): { style?: Style } => (fine ? {} : { style: 'yellow' })
  const visits = number(seen.requests)
  return [
    {
      name: 'outage',
      value: seen.outageSeconds === 0 ? 'none' : readableDuration(seen.outageSeconds),
      ...good(seen.outageSeconds === 0),
    },
    { name: 'no page', value: `${number(seen.failed)} of ${visits} visits`, ...good(seen.failed === 0) },
    {
      name: 'wrong content',
      value: `${number(seen.wrong)} of ${visits} visits`,
      ...good(seen.wrong === 0 || mode === 'recover'),
    },
    {
      name: 'writes',
      value: `${number(seen.writes)} acknowledged; ${number(seen.lostWrites)} not there at the end, ${number(seen.exportedWrites)} of those exported`,
      ...good(seen.lostWrites === 0),
    },
    seen.healthyAtEnd
      ? { name: 'at the end', value: 'served well', style: 'green' }
      : { name: 'at the end', value: 'NOT served well', style: 'red' },
  ]
}

function effort(outcome: Outcome): readonly Fact[] {
  const { calls, parity, cost, transitions, denied } = outcome
  const busiest = Object.entries(calls.byOperation)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([name, count]) => `${name} ${number(count)}`)
  const parts = Object.entries(cost.parts).map(([name, amount]) => `${words(name)} ${dollars(amount)}`)
  return [
    { name: 'overhead', value: overhead(outcome) },
    { name: 'AWS calls', value: `${number(calls.total)}${busiest.length > 0 ? `; most: ${busiest.join(', ')}` : ''}` },
    {
      name: 'denied',
      value: denied.length === 0 ? 'none' : denied.join('; '),
      ...(denied.length > 0 && { style: 'red' as const }),
    },
    { name: 'transitions', value: `${number(transitions)} of the state machine` },
    {
      name: 'configuration',
      value: compared(parity),
      ...(parity.unexplained > 0 && { style: 'red' as const }),
    },
    {
      name: 'cost',
      value: `about ${dollars(cost.total)} on AWS${parts.length > 0 ? ` (${parts.join(', ')})` : ''}; nothing here`,
    },
  ]
}

const compared = ({ checked, repaired, unexplained }: Outcome['parity']): string =>
  checked === 0
    ? 'not compared with the source'
    : `${number(checked)} settings compared, ${number(repaired)} repaired, ${number(unexplained)} unexplained`

/** People's time (approvals, the commit window) is on neither side. */
function overhead({ idealSeconds, overheadRatio }: Outcome): string {
  if (overheadRatio === null || idealSeconds === null) return 'not measured'
  return `${overheadRatio.toFixed(3)} times the ideal run of ${readableDuration(idealSeconds)}, people's time left out`
}

const number = (count: number): string => count.toLocaleString('en-US')

const dollars = (amount: number): string => `$${amount.toFixed(amount !== 0 && Math.abs(amount) < 0.1 ? 4 : 2)}`

/** `stepFunctions` as `step functions`. */
const words = (name: string): string => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`).trim()
