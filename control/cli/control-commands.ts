// The commands of `muster` that speak to runs, with their options and help. What they do is loaded when it is asked for.
import { type Command, Option } from 'commander'
import type { Action } from '../../domain/decisions.ts'
import type { Mode } from '../../domain/run.ts'
import type { ReportOptions } from './commands/report.ts'
import type { RunsOptions } from './commands/runs.ts'
import type { SayOptions } from './commands/say.ts'
import type { StartOptions } from './commands/start.ts'
import type { Controlling } from './commands/surroundings.ts'
import type { WatchOptions } from './commands/watch.ts'
import { CONTROL_EXIT_CODES } from './exit-codes.ts'
import { platformOption } from './options/platform.ts'
import { DEFAULT_URL } from './options/where.ts'

export interface Adding {
  readonly program: Command
  readonly from: Controlling
  readonly done: (code: number) => void
}

export function addControlCommands(adding: Adding): void {
  addStart(adding, 'recover', 'Recovers for real after a disaster: says what will happen, asks, and starts it.')
  addStart(adding, 'drill', 'Starts a drill: restores beside production, proves it, and removes it again.')
  addWatch(adding)
  addRuns(adding)
  for (const [action, description] of Object.entries(WORDS) as [Action, string][]) addSay(adding, action, description)
  addReport(adding)
}

/** Where the runs are: the same for every command that speaks to them. */
function located(command: Command): Command {
  return command
    .addOption(
      new Option('--on <place>', 'where runs are: on AWS, or in a running `muster sandbox`')
        .choices(['aws', 'sandbox'])
        .default('aws'),
    )
    .addOption(platformOption('description of the platform'))
    .option('--profile <name>', 'profile of AWS credentials, as the AWS CLI takes it')
    .option('--region <region>', 'control region (default: where the scenario lives, by the platform file)')
    .option('--api <id>', 'id of the HTTP API (default: muster.apiId of the platform file)')
    .option('--url <url>', 'of the sandbox', DEFAULT_URL)
    .option('--as <person>', 'who you are in the sandbox: operator, approver or viewer', 'operator')
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

function addStart({ program, from, done }: Adding, mode: Mode, description: string): void {
  located(program.command(mode).argument('[scenario]', 'name of a scenario; `muster list` shows them'))
    .description(description)
    .option('--input <field>', 'a field of the request as key=value, or a .json or .yaml file; repeatable', collect, [])
    .option('--reason <text>', 'why; it is recorded with your name')
    .option('--yes', 'start without asking; a recovery then needs --reason', false)
    .option('--key <text>', 'names this attempt: the same key again is the same run (default: drawn)')
    .option('--watch', 'watch it until it has ended', false)
    .option('--json', 'one JSON object on stdout; with --watch one a line', false)
    .addHelpText('after', `\nExamples:\n${START_EXAMPLES[mode]}\n\n${CONTROL_EXIT_CODES}`)
    .action(async (scenario: string | undefined, options: StartOptions) => {
      const { start } = await import('./commands/start.ts')
      done(await start(scenario, mode, options, from))
    })
}

const START_EXAMPLES: Readonly<Record<Mode, string>> = {
  recover: `  muster recover database-corruption --input damagedAt=2030-03-04T06:58:30Z --watch
  muster recover file-deletion --input request.yaml --yes --reason "incident 4711"
  muster recover database-corruption --on sandbox --input damagedAt=2030-03-04T06:58:30Z`,
  drill: `  muster drill database-corruption --watch
  muster drill file-deletion --on sandbox`,
}

function addWatch({ program, from, done }: Adding): void {
  located(program.command('watch').argument('<run>', 'name of a run; `muster runs` shows them'))
    .description('How a run goes: steps, what it waits for, open questions, forecast. Ends when the run has ended.')
    .option('--json', 'one JSON object a line, each time it is looked at', false)
    .addHelpText(
      'after',
      `\nExamples:\n  muster watch database-corruption-20300304T0710-1f2e3d4c\n\n${CONTROL_EXIT_CODES}`,
    )
    .action(async (runId: string, options: WatchOptions) => {
      const { watch } = await import('./commands/watch.ts')
      done(await watch(runId, options, from))
    })
}

function addRuns({ program, from, done }: Adding): void {
  located(program.command('runs'))
    .description('The newest runs of every control region.')
    .option('--json', 'one JSON array on stdout', false)
    .addHelpText('after', `\nExamples:\n  muster runs\n  muster runs --on sandbox --json\n\n${CONTROL_EXIT_CODES}`)
    .action(async (options: RunsOptions) => {
      const { runs } = await import('./commands/runs.ts')
      done(await runs(options, from))
    })
}

const WORDS: Readonly<Record<Action, string>> = {
  approve: 'Says yes to what a run asks. Who asked for the run may not; without a known asker two must.',
  reject: 'Says no to what a run asks: it stops and walks back.',
  commit: 'Ends the commit window after a cutover: what was restored is good.',
  rollback: 'Goes back during the commit window; what was written since is exported first.',
  pause: 'Lets a run sleep at its next look, within a minute. What AWS is doing goes on.',
  resume: 'Takes a pause back, and an abort that was not heeded yet.',
  abort: 'Stops a run within a minute and walks back through its undo chain; after the cutover it is held.',
}

function addSay({ program, from, done }: Adding, action: Action, description: string): void {
  const command = located(program.command(action).argument('<run>', 'name of a run; `muster runs` shows them'))
    .description(description)
    .option('--reason <text>', 'why; it is recorded with your name, and must be given')
    .option('--json', 'the answer as JSON on stdout', false)
  if (action === 'approve' || action === 'reject')
    command.option('--question <id>', 'the question, when the run has asked several (`muster watch` shows them)')
  command
    .addHelpText(
      'after',
      `\nExamples:\n  muster ${action} database-corruption-20300304T0710-1f2e3d4c --reason "seen the facts"\n\n${CONTROL_EXIT_CODES}`,
    )
    .action(async (runId: string, options: SayOptions) => {
      const { say } = await import('./commands/say.ts')
      done(await say(action, runId, options, from))
    })
}

function addReport({ program, from, done }: Adding): void {
  located(program.command('report').argument('<run>', 'name of a run that has ended'))
    .description('The report that a run wrote as it ended: how, what was changed, what is retained, what is left.')
    .option('--json', 'the record as JSON', false)
    .addHelpText(
      'after',
      `\nExamples:\n  muster report database-corruption-20300304T0710-1f2e3d4c\n\n${CONTROL_EXIT_CODES}`,
    )
    .action(async (runId: string, options: ReportOptions) => {
      const { report } = await import('./commands/report.ts')
      done(await report(runId, options, from))
    })
}
