// `muster explain <scenario>`: the runbook, for people or as JSON.
import { chooseMode, chooseScenario } from '../options/choose.ts'
import { explainLines } from '../render/explain.ts'
import { paintFor } from '../render/paint.ts'
import { print, type Terminal } from '../terminal.ts'
import type { PlatformReader, ScenarioSource } from './surroundings.ts'

export interface ExplainOptions {
  readonly mode: string
  readonly platform: string
  readonly json: boolean
}

type From = ScenarioSource & PlatformReader & { readonly terminal: Terminal }

/** @throws UsageError, PlatformFileError */
export async function explain(name: string | undefined, options: ExplainOptions, from: From): Promise<number> {
  const mode = chooseMode(options.mode)
  const scenario = chooseScenario(name, await from.scenarios())
  const platform = await from.readPlatform(options.platform)
  const { outlineOf } = await import('../../../workflows/language/markdown/outline-of.ts')
  const { platformFor } = await import('../../../workflows/deployment.ts')
  const outline = outlineOf(scenario, platformFor(scenario, platform), mode)
  const { stdout, env } = from.terminal
  if (options.json) stdout.write(`${JSON.stringify(outline, null, 2)}\n`)
  else print(stdout, explainLines(outline, paintFor({ isTTY: stdout.isTTY, env })))
  return 0
}
