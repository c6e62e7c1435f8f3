// The commands and options of `muster`, with their help. What they do is loaded when it is asked for.
import { Command, CommanderError, Option } from 'commander'
import type { ExplainOptions } from './commands/explain.ts'
import type { InitOptions } from './commands/init.ts'
import type { ListOptions } from './commands/list.ts'
import type { RehearseOptions } from './commands/rehearse.ts'
import type { SandboxOptions } from './commands/sandbox.ts'
import type { Surroundings } from './commands/surroundings.ts'
import { addControlCommands } from './control-commands.ts'
import { ALL_EXIT_CODES, EXIT_CODES, FAILED } from './exit-codes.ts'
import { DEFAULT_APPROVE } from './options/approve.ts'
import { platformOption } from './options/platform.ts'
import { UsageError } from './usage-error.ts'

/** Any fixed text would do; the same seed gives the same rehearsal. */
const DEFAULT_SEED = 'muster'

/** Runs the command line and resolves with the exit code; every error is told on stderr. */
export async function runMuster(words: readonly string[], from: Surroundings): Promise<number> {
  const { stderr } = from.terminal
  let code = 0
  const program = musterProgram(from, done => {
    code = done
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    stderr.write(`${told(error, words)}\n`)
    return FAILED
  }
}

function told(error: unknown, words: readonly string[]): string {
  const command = words.find(word => !word.startsWith('-')) ?? ''
  if (error instanceof UsageError) {
    return `muster: ${error.message}\n  Nothing was run. \`muster ${command} --help\` shows every option.`
  }
  const { name, message, stack } = Error.isError(error)
    ? error
    : { name: '', message: String(error), stack: String(error) }
  if (name === 'PlatformFileError') return `muster: --platform: ${message}\n  Nothing was run.`
  if (name === 'FaultRefused') return `muster: --fault: ${message}\n  Nothing was run.`
  return `muster: Muster itself failed, which is a fault of ours: ${message}\n${stack}\n  The same command with the same seed fails again: please report it with both.`
}

function musterProgram(from: Surroundings, done: (code: number) => void): Command {
  const { stdout, stderr } = from.terminal
  const program = new Command('muster')
    .description('Disaster recovery on AWS that has been rehearsed: list, explain, rehearse and run its runbooks.')
    .exitOverride()
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'muster: ')),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('  Nothing was run. Add --help to see what is allowed.')
    .addHelpText('after', `\n${TOP_EXAMPLES}\n\n${ALL_EXIT_CODES}`)
  addList(program, from, done)
  addExplain(program, from, done)
  addRehearse(program, from, done)
  addSandbox(program, from, done)
  addInit(program, from, done)
  addControlCommands({ program, from, done })
  return program
}

const TOP_EXAMPLES = `Examples:
  muster list
  muster explain database-corruption
  muster rehearse database-corruption
  muster sandbox --scenario database-corruption
  muster recover database-corruption --input damagedAt=2030-03-04T06:58:30Z --watch
  muster runs`

function addList(program: Command, from: Surroundings, done: (code: number) => void): void {
  program
    .command('list')
    .description('The disasters prepared for: name, title, promised RTO and RPO, modes.')
    .option('--faults', 'the misfortunes that `rehearse --fault` takes, instead', false)
    .addHelpText('after', '\nExamples:\n  muster list\n  muster list --faults')
    .action(async (options: ListOptions) => {
      const { list } = await import('./commands/list.ts')
      done(await list(options, from))
    })
}

function addExplain(program: Command, from: Surroundings, done: (code: number) => void): void {
  program
    .command('explain')
    .argument('[scenario]', 'name of a scenario; `muster list` shows them')
    .description(
      'A runbook: the request, every step in order, what it may change, its undo, waits, approvals, permissions.',
    )
    .option('--mode <mode>', 'recover or drill', 'recover')
    .addOption(platformOption('the platform whose names are shown'))
    .option('--json', 'one JSON object on stdout', false)
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (scenario: string | undefined, options: ExplainOptions) => {
      const { explain } = await import('./commands/explain.ts')
      done(await explain(scenario, options, from))
    })
}

const EXPLAIN_EXAMPLES = `
Examples:
  muster explain database-corruption --mode drill
  muster explain database-corruption --json`

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

function addRehearse(program: Command, from: Surroundings, done: (code: number) => void): void {
  program
    .command('rehearse')
    .argument('[scenario]', 'name of a scenario, or all for each of them in one table; `muster list` shows them')
    .description('Runs a runbook in the sandbox, on virtual time: real handlers, simulated AWS. Costs nothing.')
    .option('--mode <mode>', 'recover (after a disaster) or drill (on a healthy platform)', 'recover')
    .option('--input <field>', 'a field of the request as key=value, or a .json or .yaml file; repeatable', collect, [])
    .option(
      '--from <source>',
      'the source of the restore, as the runbook names them, or all to compare them in a table',
    )
    .addOption(platformOption('description of the platform'))
    .option('--seed <text>', 'chance: the same seed gives the same rehearsal', DEFAULT_SEED)
    .option(
      '--fault <name[@argument]>',
      'a misfortune to meet on the way; repeatable (`muster list --faults`)',
      collect,
      [],
    )
    .option('--approve <how>', 'what a person who is asked does: after=<duration>, never or reject', DEFAULT_APPROVE)
    .option('--chat', 'people ask, answer and hear of the run in Slack; the conversation is shown', false)
    .option('--json', 'one JSON object on stdout, progress on stderr if that is a terminal', false)
    .option('--report <folder>', 'where the report goes (default: reports/<scenario>-<mode>-<seed>)')
    .option('--bundles <folder>', 'run these bundled functions in place of the sources')
    .addHelpText('after', REHEARSE_EXAMPLES)
    .action(async (scenario: string | undefined, options: RehearseOptions) => {
      const { rehearse } = await import('./commands/rehearse.ts')
      done(await rehearse(scenario, options, from))
    })
}

const REHEARSE_EXAMPLES = `
Examples:
  muster rehearse database-corruption
  muster rehearse database-corruption --mode drill --seed friday
  muster rehearse database-corruption --input contain=now --input commitWindowMinutes=10
  muster rehearse database-corruption --from all
  muster rehearse all --mode drill
  muster rehearse database-corruption --approve never
  muster rehearse database-corruption --chat
  muster rehearse database-corruption --fault writer-fails
  muster rehearse database-corruption --fault throttled@rds:DescribeDBClusters

${EXIT_CODES}`

function addSandbox(program: Command, from: Surroundings, done: (code: number) => void): void {
  program
    .command('sandbox')
    .description('Serves the simulated AWS and Kubernetes on this machine, to the real AWS CLI, any SDK and kubectl.')
    .option('--port <number>', 'on 127.0.0.1; 0 takes any that is free', '4566')
    .option('--speed <times>', 'seconds of the simulated world for each real one', '60')
    .addOption(
      new Option('--virtual', 'time stands still until it is advanced: POST /_muster/advance')
        .default(false)
        .conflicts('speed'),
    )
    .addOption(platformOption('description of the platform'))
    .option('--seed <text>', 'chance: the same seed gives the same world', DEFAULT_SEED)
    .option('--scenario <name>', 'a disaster that has struck when the world opens')
    .option('--page-size <items>', 'most items on a page of any list (default: what each service gives)')
    .addHelpText('after', SANDBOX_EXAMPLES)
    .action(async (options: SandboxOptions) => {
      const { sandbox } = await import('./commands/sandbox.ts')
      done(await sandbox(options, from))
    })
}

const SANDBOX_EXAMPLES = `
Examples:
  muster sandbox
  muster sandbox --scenario database-corruption --speed 300
  muster sandbox --virtual --page-size 1

It says at start how to connect; Ctrl-C stops it.`

function addInit(program: Command, from: Surroundings, done: (code: number) => void): void {
  program
    .command('init')
    .description(
      'Drafts the description of a platform from what Terraform knows, and names what is wrong or missing in it.',
    )
    .requiredOption('--from-terraform <file>', 'what `terraform output -json` prints')
    .option('--out <file>', 'where the description goes', 'platform.yaml')
    .option('--force', 'replace a file that is there', false)
    .addHelpText('after', INIT_EXAMPLES)
    .action(async (options: InitOptions) => {
      const { init } = await import('./commands/init.ts')
      done(await init(options, from))
    })
}

const INIT_EXAMPLES = `
Examples:
  terraform output -json > output.json && muster init --from-terraform output.json

An output is called like the field it stands for, with underscores: database_cluster_id is database.clusterId.
One called muster may hold them all, nested.`
