// What a sweep came to, for people: how many rehearsals of each kind ended how, how long it took, and what is wrong.
import type { Mode } from '../../domain/run.ts'
import type { Verdict } from './run-case.ts'

export interface Swept {
  readonly scenario: string
  readonly mode: Mode
  readonly verdicts: readonly Verdict[]
  /** Real seconds, the calm run and the start of the workers included. */
  readonly seconds: number
}

export const textOf = (sweeps: readonly Swept[]): string => `${sweeps.map(section).join('\n')}\n`

function section({ scenario, mode, verdicts, seconds }: Swept): string {
  const rate = verdicts.length / seconds
  const wrong = verdicts.filter(({ faults }) => faults.length > 0)
  const lines = [...Map.groupBy(verdicts, ({ kind }) => kind)].map(
    ([kind, each]) => `  ${kind.padEnd(14)} ${counts(each)}`,
  )
  return [
    `${scenario} (${mode}): ${verdicts.length} rehearsals in ${seconds.toFixed(1)} s, ${rate.toFixed(1)} a second`,
    ...lines,
    wrong.length === 0 ? '  every one ended as it must' : `  ${wrong.length} did not end as they must:`,
    ...wrong.flatMap(({ name, faults }) => [`  - ${name}`, ...faults.map(fault => `      ${fault}`)]),
  ].join('\n')
}

function counts(verdicts: readonly Verdict[]): string {
  const endings = [...Map.groupBy(verdicts, ({ ending }) => ending)].sort(([a], [b]) => (a < b ? -1 : 1))
  return endings.map(([ending, each]) => `${ending} ${each.length}`).join(', ')
}
