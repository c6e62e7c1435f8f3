// `muster runs`: the newest runs of each control region.
import type { RunLine } from '../../../domain/run-view.ts'
import { platformFor } from '../../../workflows/deployment.ts'
import { type WhereOptions, whereOf } from '../options/where.ts'
import { paintFor } from '../render/paint.ts'
import { runListLines } from '../render/run-list.ts'
import { print } from '../terminal.ts'
import { reach, telling } from './controlling.ts'
import type { Controlling } from './surroundings.ts'

export interface RunsOptions extends WhereOptions {
  readonly json: boolean
}

/** Resolves with the exit code: that of the worst region. @throws UsageError, PlatformFileError */
export async function runs(options: RunsOptions, from: Controlling): Promise<number> {
  const { terminal } = from
  const platform = await from.readPlatform(options.platform)
  const places = (await from.scenarios()).map(scenario => whereOf(options, platformFor(scenario, platform)))
  const distinct = [...new Map(places.map(where => [JSON.stringify(where), where])).values()]
  const found: RunLine[] = []
  const codes: number[] = []
  for (const where of distinct)
    codes.push(
      await telling({ terminal }, async () => {
        found.push(...(await (await reach(where, from)).list()))
        return 0
      }),
    )
  const newest = found.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  const { stdout, env } = terminal
  if (options.json) stdout.write(`${JSON.stringify(newest, null, 2)}\n`)
  // Where nobody answered, that there are none is not known.
  else if (newest.length > 0 || codes.includes(0))
    print(stdout, runListLines(newest, paintFor({ isTTY: stdout.isTTY, env })))
  return Math.max(0, ...codes)
}
