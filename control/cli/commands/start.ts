// `muster recover` and `muster drill`: says what will happen, asks, starts it, and watches it when that is wanted.
import { randomUUID } from 'node:crypto'
import { reasonText } from '../../../domain/plain-text.ts'
import type { Platform } from '../../../domain/platform.ts'
import { platformName } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import { platformFor } from '../../../workflows/deployment.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { startByHand } from '../../by-hand.ts'
import type { Started, Starting } from '../../control.ts'
import { checkInput } from '../options/check-input.ts'
import { chooseScenario } from '../options/choose.ts'
import { parseInputs } from '../options/input.ts'
import { type WhereOptions, whereOf } from '../options/where.ts'
import { paintFor } from '../render/paint.ts'
import { planLines } from '../render/plan.ts'
import { hung, oneLine } from '../render/text.ts'
import { print } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { reach, telling } from './controlling.ts'
import { questionAt } from './question.ts'
import type { Controlling } from './surroundings.ts'
import { follow } from './watch.ts'

export interface StartOptions extends WhereOptions {
  readonly input: readonly string[]
  readonly reason?: string
  readonly yes: boolean
  readonly key?: string
  readonly watch: boolean
  readonly json: boolean
}

/** Resolves with the exit code. @throws UsageError, PlatformFileError */
export async function start(
  name: string | undefined,
  mode: Mode,
  options: StartOptions,
  from: Controlling,
): Promise<number> {
  const scenario = chooseScenario(name, await from.scenarios())
  const starting = startingOf(scenario, mode, options, from)
  const platform = platformFor(scenario, await from.readPlatform(options.platform))
  const where = whereOf(options, platform)
  const { terminal } = from
  const output = options.json ? terminal.stderr : terminal.stdout
  print(
    output,
    planLines({ scenario, platform, starting, on: where.on }, paintFor({ isTTY: output.isTTY, env: terminal.env })),
  )
  if (mode === 'recover' && !options.yes && !(await agreed(platform, from))) {
    print(terminal.stderr, ['Nothing was started.'])
    return 0
  }
  const byHand = withoutApi(starting, platform)
  return telling({ terminal, byHand }, async () => {
    const control = await reach(where, from)
    const started = await control.start(starting)
    if (options.json && !options.watch) terminal.stdout.write(`${JSON.stringify(started, null, 2)}\n`)
    else print(output, startedLines(started, options))
    return options.watch ? follow({ control, runId: started.runId, scenario, json: options.json, terminal }) : 0
  })
}

/** @throws UsageError for a malformed request, and for a recovery without a person and without a reason */
function startingOf(scenario: Scenario, mode: Mode, options: StartOptions, from: Controlling): Starting {
  const input = parseInputs(options.input)
  checkInput(input, scenario, mode)
  const missing = (scenario.requests[mode].safeParse(input).error?.issues ?? []).map(({ path }) => path.join('.'))
  if (missing.length > 0)
    throw new UsageError({
      what: '--input',
      given: `no ${missing.join(', no ')}`,
      allowed: 'every field that has no default',
      todo: `\`muster explain ${scenario.name} --mode ${mode}\` shows the whole request.`,
    })
  const reason = options.reason === undefined ? null : reasonText.safeParse(options.reason)
  if (reason?.success === false)
    throw new UsageError({
      what: '--reason',
      given: `"${oneLine(options.reason ?? '')}"`,
      allowed: 'plain text of 1 to 500 characters in one line',
    })
  if (mode === 'recover' && options.yes && reason === null)
    throw new UsageError({
      what: '--yes',
      given: 'without --reason',
      allowed: '--yes with --reason <text>, which is recorded',
    })
  const key = options.key ?? (from.newKey ?? randomUUID)()
  if (!/^[\w.:/@+=-]{8,200}$/.test(key))
    throw new UsageError({
      what: '--key',
      given: `"${oneLine(key)}"`,
      allowed: '8 to 200 letters, digits and . : / @ + = -',
    })
  return { scenario: scenario.name, mode, input, reason: reason?.data ?? null, key }
}

/** A recovery changes production: whoever starts one types the platform's name. */
async function agreed(platform: Platform, from: Controlling): Promise<boolean> {
  const name = platformName(platform)
  const typed = await questionAt(from)(`Type ${name} to start this recovery, anything else to leave it: `)
  if (typed !== undefined) return typed.trim() === name
  throw new UsageError({
    what: 'recover',
    given: 'no terminal to ask on',
    allowed: '--yes with --reason <text> where nobody can be asked',
  })
}

const startedLines = ({ runId, message }: Started, { on, url, as: person }: StartOptions): readonly string[] => {
  const there = on === 'sandbox' ? ` --on sandbox${url.endsWith(':4566') ? '' : ` --url ${url}`}` : ''
  const other = on === 'sandbox' && person === 'operator' ? ' --as approver' : ''
  return [
    `${message}.`,
    `  muster watch ${runId}${there}`,
    `  muster approve ${runId}${there}${other} --reason <text>`,
    `  muster abort ${runId}${there} --reason <text>`,
  ]
}

const withoutApi = (starting: Starting, platform: Platform): readonly string[] => [
  ...hung('  ', `Whether it was started is not known. The same command with --key ${starting.key} is safe to repeat.`),
  ...hung(
    '  ',
    'Step Functions is there without the API. Started like this, nobody is on record as who asked, and two people must approve:',
  ),
  '',
  ...startByHand(starting, platform),
]
