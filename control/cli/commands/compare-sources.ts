// `muster rehearse <scenario> --from all`: the same rehearsal from each source of restore.
import { join } from 'node:path'
import type { RehearsalRequest } from '../../backends/sandbox.ts'
import { defaultFolder } from '../report-folder.ts'
import { commandLine } from './command-line.ts'
import { compare } from './compare.ts'
import type { RehearseOptions } from './rehearse.ts'
import type { Surroundings } from './surroundings.ts'

interface Sources {
  readonly sources: readonly string[]
  readonly request: RehearsalRequest
  readonly options: RehearseOptions
}

export function compareSources({ sources, request, options }: Sources, from: Surroundings): Promise<number> {
  const { scenario, mode, seed } = request
  const title = `${scenario} (${mode}) from each source, on virtual time, seed "${seed}". AWS is not touched.`
  const each = sources.map(source => ({
    name: source,
    request: { ...request, input: { ...request.input, from: source } },
    command: commandLine(scenario, { ...options, from: source }),
    folder: options.report === undefined ? `${defaultFolder(request)}-${source}` : join(options.report, source),
  }))
  return compare({ heading: 'from', title, json: options.json, each }, from)
}
