// Several rehearsals one after the other, each with a report of its own, and their measures in one table.
import { join } from 'node:path'
import type { Outcome, RehearsalRequest } from '../../backends/sandbox.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { comparisonTable } from '../render/comparison.ts'
import { paintFor } from '../render/paint.ts'
import { hung } from '../render/text.ts'
import { REPORT, reportFiles, writeReport } from '../report-folder.ts'
import { print } from '../terminal.ts'
import type { Surroundings } from './surroundings.ts'

export interface Compared {
  /** What sets it apart: its row in the table, and its key in the JSON object. */
  readonly name: string
  readonly request: RehearsalRequest
  /** The command that repeats it. */
  readonly command: string
  /** Of its report. */
  readonly folder: string
}

export interface Comparison {
  /** What the names are. */
  readonly heading: string
  /** Said before anything runs. */
  readonly title: string
  readonly json: boolean
  readonly each: readonly Compared[]
}

/** Resolves with the highest exit code of all. */
export async function compare({ heading, title, json, each }: Comparison, from: Surroundings): Promise<number> {
  const { stdout, stderr, env } = from.terminal
  const output = json ? stderr : stdout
  const told = !json || stderr.isTTY
  if (told) print(output, hung('', title))
  const outcomes: Record<string, Outcome> = {}
  for (const { name, request, command, folder } of each) {
    if (told) print(output, [`  ${heading} ${name} …`])
    const rehearsal = await from.sandbox.rehearse(request)
    writeReport(folder, reportFiles(rehearsal, command))
    if (told) print(output, hung('    ', `${rehearsal.outcome.ending}; ${join(folder, REPORT)}`))
    outcomes[name] = rehearsal.outcome
  }
  if (json) stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`)
  else print(stdout, ['', ...comparisonTable(heading, outcomes, paintFor({ isTTY: stdout.isTTY, env }))])
  return Math.max(...Object.values(outcomes).map(({ ending }) => exitCodeOf(ending)))
}
