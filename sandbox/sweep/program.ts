// The words of `npm run sweep`, and what is done for them.
import { availableParallelism } from 'node:os'
import { Argument, Command, Option } from 'commander'
import type { Platform } from '../../domain/platform.ts'
import { type Mode, modes } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { FAILED, runProgram, someOf, type Terminal, wholeNumber } from '../command-line.ts'
import { type Kind, kinds } from './misfortune.ts'
import { planOf } from './plan.ts'
import { sweepInPool } from './pool.ts'
import { type Swept, textOf } from './report.ts'
import type { Verdict } from './run-case.ts'
import { inputFor, sourcesAsked, sourcesOf } from './sources.ts'

/** What a sweep needs of the machine it runs on. */
export interface Surroundings {
  readonly terminal: Terminal
  readonly scenarios: readonly Scenario[]
  readonly readPlatform: (file: string) => Platform
  /** Milliseconds of real time, from any beginning. */
  readonly now: () => number
}

interface Options {
  readonly mode?: Mode
  readonly source?: string
  readonly platform: string
  readonly kinds?: readonly Kind[]
  readonly sample?: number
  readonly seed: string
  readonly only: string
  readonly workers: number
  readonly json: boolean
  readonly progress: boolean
}

/** Resolves with the exit code: 0 when every run ended as it must. */
export const runSweep = (words: readonly string[], from: Surroundings): Promise<number> =>
  runProgram(done => sweepProgram(from, done), words, from.terminal)

function sweepProgram(from: Surroundings, done: (code: number) => void): Command {
  const names = from.scenarios.map(({ name }) => name)
  const sources = [...new Set(from.scenarios.flatMap(each => modes.flatMap(mode => sourcesOf(each, mode))))]
  return new Command('sweep')
    .description(
      'Rehearses a scenario once for each thing that can go wrong in its calm run, and says how the runs ended.',
    )
    .addArgument(new Argument('[scenario]', 'which').choices([...names, 'all']).default('all'))
    .addOption(new Option('--mode <mode>', 'one mode (default: both)').choices(modes))
    .addOption(
      new Option(
        '--source <source>',
        'the source, or way, of the restore; or all of them one after another (default: what a request has by itself)',
      ).choices([...sources, 'all']),
    )
    .option(
      '--kinds <kinds>',
      `kinds of misfortune, with commas between: ${kinds.join(', ')} (default: all)`,
      someOf(kinds),
    )
    .option('--only <text>', 'misfortunes whose name contains it', '')
    .option('--sample <number>', 'so many misfortunes at most, some of every kind (default: all)', wholeNumber(1))
    .option('--seed <text>', 'chance: the same seed gives the same worlds and the same sample', 'sweep')
    .option('--workers <number>', 'processes that rehearse at the same time', wholeNumber(1), availableParallelism())
    .option('--platform <file>', 'description of the platform', 'platforms/example.yaml')
    .option('--progress', 'every verdict on stderr as it comes; otherwise only what is wrong', false)
    .option('--json', 'one JSON list on stdout, an object for each scenario, mode and source', false)
    .addHelpText('after', HELP)
    .action(async (scenario: string, options: Options, command: Command) => {
      done(await sweepAll(askedFor(scenario, options, { from, command }), options, from))
    })
}

const HELP = `
Examples:
  npm run sweep -- all
  npm run sweep -- database-corruption --mode recover --source all
  npm run sweep -- file-deletion --source whole
  npm run sweep -- database-corruption --kinds denied,stopped --sample 100

Exit codes:
  0  every run ended as it must
  1  a run did not, or the sweep was used wrongly and nothing was run`

type Which = Pick<Swept, 'scenario' | 'mode' | 'source'>

interface Asking {
  readonly from: Surroundings
  readonly command: Command
}

/** Checked before anything is rehearsed. */
function askedFor(scenario: string, { mode, source }: Options, { from, command }: Asking): readonly Which[] {
  const scenarios = from.scenarios.filter(({ name }) => scenario === 'all' || scenario === name)
  return scenarios.flatMap(each => {
    const known = (mode === undefined ? modes : [mode]).map(mode => ({ mode, sources: sourcesOf(each, mode) }))
    const asked = known.map(({ mode, sources }) => ({ mode, sources: sourcesAsked(source, sources) }))
    // A drill has fewer of them: what only the recovery knows is swept there.
    if (asked.every(({ sources }) => !sources)) {
      const allowed = new Set([...known.flatMap(({ sources }) => sources), 'all'])
      return command.error(
        `error: option '--source <source>' argument '${source}' is invalid for ${each.name}. Allowed choices are ${[...allowed].join(', ')}.`,
      )
    }
    return asked.flatMap(({ mode, sources = [] }) => sources.map(source => ({ scenario: each.name, mode, source })))
  })
}

async function sweepAll(asked: readonly Which[], options: Options, from: Surroundings): Promise<number> {
  const platform = from.readPlatform(options.platform)
  const sweeps: Swept[] = []
  for (const which of asked) sweeps.push(await sweep({ ...which, platform }, options, from))
  from.terminal.out(options.json ? `${JSON.stringify(sweeps, null, 2)}\n` : textOf(sweeps))
  return sweeps.some(({ verdicts }) => verdicts.some(({ faults }) => faults.length > 0)) ? FAILED : 0
}

interface Sweeping extends Which {
  readonly platform: Platform
}

async function sweep(which: Sweeping, options: Options, { terminal, now }: Surroundings): Promise<Swept> {
  const { scenario, mode, source, platform } = which
  const { seed, sample, only } = options
  const began = now()
  const subject = { scenario, mode, platform, input: inputFor(scenario, source), seed }
  const plan = await planOf(subject, { kinds: options.kinds ?? [], only, sample, seed })
  const tell = ({ name, ending, faults }: Verdict) => {
    if (options.progress || (faults.length > 0 && !options.json))
      terminal.err(`${mode} ${name}: ${ending}${faults.map(fault => `\n  ${fault}`).join('')}\n`)
  }
  const verdicts = await sweepInPool(plan, options.workers, tell)
  return { scenario, mode, source, verdicts, seconds: (now() - began) / 1000 }
}
