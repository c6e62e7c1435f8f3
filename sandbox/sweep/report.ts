// What sweeps came to, for people: how many rehearsals of each kind ended how, how long it took, what is wrong, and in all.
import type { Mode } from '../../domain/run.ts'
import type { Verdict } from './run-case.ts'

export interface Swept {
  readonly scenario: string
  readonly mode: Mode
  /** Null: what the request has by itself. */
  readonly source: string | null
  readonly verdicts: readonly Verdict[]
  /** Real seconds, the calm run and the start of the workers included. */
  readonly seconds: number
}

export const textOf = (sweeps: readonly Swept[]): string => `${[...sweeps.map(section), total(sweeps)].join('\n')}\n`

function section({ scenario, mode, source, verdicts, seconds }: Swept): string {
  const wrong = verdicts.filter(isWrong)
  const lines = [...Map.groupBy(verdicts, ({ kind }) => kind)].map(
    ([kind, each]) => `  ${kind.padEnd(14)} ${counts(each)}`,
  )
  return [
    `${scenario} (${mode}${source === null ? '' : `, ${source}`}): ${paceOf(verdicts.length, seconds)}`,
    ...lines,
    wrong.length === 0 ? '  every one ended as it must' : `  ${wrong.length} did not end as they must:`,
    ...wrong.flatMap(({ name, faults }) => [`  - ${name}`, ...faults.map(fault => `      ${fault}`)]),
  ].join('\n')
}

/** The last lines, for whoever reads no other. */
function total(sweeps: readonly Swept[]): string {
  const verdicts = sweeps.flatMap(each => each.verdicts)
  const seconds = sweeps.reduce((sum, each) => sum + each.seconds, 0)
  const wrong = verdicts.filter(isWrong).length
  return [
    `In all: ${paceOf(verdicts.length, seconds)}`,
    ...byEnding(verdicts).map(([ending, each]) => `  ${ending.padEnd(18)} ${each.length}`),
    `  ${wrong === 0 ? 'every one ended as it must' : `${wrong} did not end as they must`}`,
  ].join('\n')
}

const isWrong = ({ faults }: Verdict): boolean => faults.length > 0

const paceOf = (rehearsals: number, seconds: number): string =>
  `${rehearsals} rehearsals in ${seconds.toFixed(1)} s, ${(rehearsals / seconds).toFixed(1)} a second`

const counts = (verdicts: readonly Verdict[]): string =>
  byEnding(verdicts)
    .map(([ending, each]) => `${ending} ${each.length}`)
    .join(', ')

const byEnding = (verdicts: readonly Verdict[]) =>
  [...Map.groupBy(verdicts, ({ ending }) => ending)].sort(([a], [b]) => (a < b ? -1 : 1))
