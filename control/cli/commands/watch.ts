// `muster watch <run>`: how a run goes, until it has ended; its exit code is that of the ending.
import type { RunView } from '../../../domain/run-view.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import type { Control } from '../../control.ts'
import { exitCodeOf } from '../exit-codes.ts'
import type { WhereOptions } from '../options/where.ts'
import { paintFor } from '../render/paint.ts'
import { runLines } from '../render/run.ts'
import { print, type Terminal } from '../terminal.ts'
import { aboutRun, reach, telling } from './controlling.ts'
import type { Controlling } from './surroundings.ts'

export interface WatchOptions extends WhereOptions {
  readonly json: boolean
}

/** Resolves with the exit code. @throws UsageError, PlatformFileError */
export async function watch(runId: string, options: WatchOptions, from: Controlling): Promise<number> {
  const { where, scenarios } = await aboutRun(runId, options, from)
  const { terminal } = from
  return telling({ terminal }, async () => {
    const control = await reach(where, from)
    const { scenario: name } = await control.show(runId)
    const scenario = scenarios.find(each => each.name === name)
    return follow({ control, runId, scenario, json: options.json, terminal })
  })
}

interface Following {
  readonly control: Control
  readonly runId: string
  /** Undefined for one that this version does not know: then only its states are shown. */
  readonly scenario: Scenario | undefined
  /** One JSON object a line, each time that it was looked at. */
  readonly json: boolean
  readonly terminal: Terminal
}

export async function follow({ control, runId, scenario, json, terminal }: Following): Promise<number> {
  const { stdout, env } = terminal
  const paint = paintFor({ isTTY: stdout.isTTY, env })
  const screen = stdout.isTTY ? redrawing(terminal) : appending(terminal)
  let last: RunView | undefined
  for await (const view of control.watch(runId)) {
    last = view
    if (json) stdout.write(`${JSON.stringify(view)}\n`)
    else screen(runLines(view, { scenario, paint, live: stdout.isTTY }))
  }
  return last?.ending ? exitCodeOf(last.ending) : ENDED_FROM_OUTSIDE
}

/** It came to no ending of its own: somebody must look. */
const ENDED_FROM_OUTSIDE = 3

type Screen = (lines: readonly string[]) => void

/** On a terminal each look takes the place of the one before. */
function redrawing({ stdout }: Terminal): Screen {
  let height = 0
  return lines => {
    if (height > 0) stdout.write(`\u001b[${height}A\u001b[0J`)
    print(stdout, lines)
    height = lines.length
  }
}

/** Elsewhere only what is new is said: a log is read from top to bottom. */
function appending({ stdout }: Terminal): Screen {
  const said = new Set<string>()
  return lines => {
    const fresh = lines.filter(line => !said.has(line))
    for (const line of fresh) said.add(line)
    print(stdout, fresh)
  }
}
