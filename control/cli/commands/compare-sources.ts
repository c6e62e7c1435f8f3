// `muster rehearse <scenario> --from all`: the same rehearsal from each source of restore, and their measures in one table.
import { join } from 'node:path'
import type { Outcome, RehearsalRequest } from '../../backends/sandbox.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { paintFor } from '../render/paint.ts'
import { sourcesTable } from '../render/sources.ts'
import { hung } from '../render/text.ts'
import { defaultFolder, REPORT, reportFiles, writeReport } from '../report-folder.ts'
import { print } from '../terminal.ts'
import { commandLine } from './command-line.ts'
import type { RehearseOptions } from './rehearse.ts'
import type { Surroundings } from './surroundings.ts'

interface Comparing {
  readonly sources: readonly string[]
  readonly request: RehearsalRequest
  readonly options: RehearseOptions
}

/** Resolves with the highest exit code of all. Each source gets a report of its own. */
export async function compareSources({ sources, request, options }: Comparing, from: Surroundings): Promise<number> {
  const { stdout, stderr, env } = from.terminal
  const output = options.json ? stderr : stdout
  const told = !options.json || stderr.isTTY
  const { scenario, mode, seed } = request
  if (told)
    print(
      output,
      hung('', `${scenario} (${mode}) from each source, on virtual time, seed "${seed}". AWS is not touched.`),
    )
  const outcomes: Record<string, Outcome> = {}
  for (const source of sources) {
    if (told) print(output, [`  from ${source} …`])
    const rehearsal = await from.sandbox.rehearse({ ...request, input: { ...request.input, from: source } })
    const folder = options.report === undefined ? `${defaultFolder(request)}-${source}` : join(options.report, source)
    writeReport(folder, reportFiles(rehearsal, commandLine(scenario, { ...options, from: source })))
    if (told) print(output, hung('    ', `${rehearsal.outcome.ending}; ${join(folder, REPORT)}`))
    outcomes[source] = rehearsal.outcome
  }
  if (options.json) stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`)
  else print(stdout, ['', ...sourcesTable(outcomes, paintFor({ isTTY: stdout.isTTY, env }))])
  return Math.max(...Object.values(outcomes).map(({ ending }) => exitCodeOf(ending)))
}
