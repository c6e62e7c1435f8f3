// `muster rehearse <scenario>`: checks what was asked, runs it in the sandbox, shows it, and writes the report.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { everyNode } from '../../../workflows/language/walk.ts'
import type { Rehearsal, RehearsalRequest } from '../../backends/sandbox.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { parseApprove } from '../options/approve.ts'
import { checkInput } from '../options/check-input.ts'
import { chooseMode, chooseScenario } from '../options/choose.ts'
import { parseInputs } from '../options/input.ts'
import { paintFor } from '../render/paint.ts'
import { progressLines } from '../render/progress.ts'
import { summaryLines } from '../render/summary.ts'
import { hung } from '../render/text.ts'
import { defaultFolder, REPORT, reportFiles, writeReport } from '../report-folder.ts'
import { print, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { commandLine } from './command-line.ts'
import { compareSources } from './compare-sources.ts'
import { ALL_SCENARIOS, rehearseAll } from './rehearse-all.ts'
import type { Surroundings } from './surroundings.ts'

export interface RehearseOptions {
  readonly mode: string
  readonly input: readonly string[]
  /** A source of restore, or `all` to compare them; the runbook's default when absent. */
  readonly from?: string
  readonly platform: string
  readonly seed: string
  readonly fault: readonly string[]
  readonly approve: string
  /** People ask, answer and hear of the run in Slack. */
  readonly chat?: boolean
  readonly json: boolean
  readonly report?: string
  readonly bundles?: string
}

type Asked = RehearsalRequest & { readonly known: Scenario }

/** Resolves with the exit code. @throws UsageError, PlatformFileError, and whatever broke the sandbox itself. */
export async function rehearse(
  name: string | undefined,
  options: RehearseOptions,
  from: Surroundings,
): Promise<number> {
  const { terminal, sandbox } = from
  if (name === ALL_SCENARIOS) return rehearseAll(options, from)
  const { known, ...request } = await asked(name, options, from)
  if (options.from === ALL_SOURCES) return compareSources({ sources: sourcesOf(known), request, options }, from)
  const onProgress = showProgress({ options, known, request, terminal })
  const rehearsal = await sandbox.rehearse({ ...request, onProgress })
  const folder = options.report ?? defaultFolder(request)
  writeReport(folder, reportFiles(rehearsal, commandLine(request.scenario, options)))
  show(rehearsal, { options, terminal, report: join(folder, REPORT) })
  return exitCodeOf(rehearsal.outcome.ending)
}

/** Everything is checked before anything is run. */
async function asked(name: string | undefined, options: RehearseOptions, from: Surroundings): Promise<Asked> {
  const mode = chooseMode(options.mode)
  const approving = parseApprove(options.approve)
  const known = chooseScenario(name, await from.scenarios())
  const input = { ...parseInputs(options.input), ...sourceGiven(options.from, known) }
  checkInput(input, known, mode)
  const { seed, bundles, fault: faults, chat } = options
  checkChat(options)
  if (seed.trim() === '') throw new UsageError({ what: '--seed', given: 'an empty text', allowed: 'any other text' })
  if (bundles !== undefined) checkFolder(bundles)
  const wrong = faults.length > 0 ? await from.sandbox.wrongFaults(faults, known, mode) : undefined
  if (wrong !== undefined) throw new UsageError(`--fault: ${wrong}\n  \`muster list --faults\` shows what each does.`)
  const platform = await from.readPlatform(options.platform)
  return {
    known,
    scenario: known.name,
    mode,
    seed,
    platform,
    input,
    approving,
    faults,
    ...(bundles && { bundles }),
    ...(chat && { chat }),
  }
}

/** Chat names the run after what was typed; an operator's misfortunes look for it under the name that a rehearsal gives. */
function checkChat({ chat, fault, from }: RehearseOptions): void {
  const other = [
    ...fault.filter(each => each.startsWith('operator-')),
    ...(from === ALL_SOURCES ? [`--from ${from}`] : []),
  ]
  if (chat && other.length > 0)
    throw new UsageError({
      what: '--chat',
      given: `with ${other.join(', ')}`,
      allowed: 'without operator faults and --from all',
    })
}

const ALL_SOURCES = 'all'

/** Each source of restore has its own promise. */
const sourcesOf = ({ objectives }: Scenario): readonly string[] => Object.keys(objectives.rpo)

function sourceGiven(source: string | undefined, known: Scenario): { readonly from?: string } {
  if (source === undefined) return {}
  const sources = sourcesOf(known)
  // One of them stands for all until they are run one by one: a request without that field is refused either way.
  const [first] = sources
  if (source === ALL_SOURCES && first !== undefined) return { from: first }
  if (sources.includes(source)) return { from: source }
  throw new UsageError({ what: '--from', given: `"${source}"`, allowed: [...sources, ALL_SOURCES].join(', ') })
}

function checkFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return
  throw new UsageError({
    what: '--bundles',
    given: `"${folder}", which is no folder`,
    allowed: 'a folder of bundled functions',
  })
}

interface Showing {
  readonly options: RehearseOptions
  readonly known: Scenario
  readonly request: Omit<RehearsalRequest, 'onProgress'>
  readonly terminal: Terminal
}

/** Says at once what is going on, and returns what shows the rest. With `--json` stdout is left alone. */
function showProgress({ options, known, request, terminal }: Showing): RehearsalRequest['onProgress'] {
  const { stdout, stderr, env } = terminal
  const output = options.json ? stderr : stdout
  if (options.json && !stderr.isTTY) return undefined
  const paint = paintFor({ isTTY: output.isTTY, env })
  const phases = everyNode(known.nodes, request.mode).flatMap(node => (node.kind === 'phase' ? [node.title] : []))
  print(
    output,
    hung(
      '',
      `${known.title} (${request.mode}): rehearsed on virtual time, seed "${request.seed}". AWS is not touched.`,
    ),
  )
  return progress => print(output, progressLines(progress, { paint, phases }))
}

function show(
  { outcome }: Rehearsal,
  { options, terminal, report }: { options: RehearseOptions; terminal: Terminal; report: string },
): void {
  const { stdout, env } = terminal
  if (options.json) stdout.write(`${JSON.stringify(outcome, null, 2)}\n`)
  else print(stdout, summaryLines(outcome, { paint: paintFor({ isTTY: stdout.isTTY, env }), report }))
}
