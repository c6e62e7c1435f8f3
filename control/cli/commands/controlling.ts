// What the commands that speak to the API share: the way to it, and what is said when it refuses or is down.
import type { Platform } from '../../../domain/platform.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { type Control, ControlDown, ControlRefused, type Where } from '../../control.ts'
import { NO_ANSWER, REFUSED } from '../exit-codes.ts'
import { platformOfRun, type WhereOptions, whereOf } from '../options/where.ts'
import { hung, oneLine } from '../render/text.ts'
import { print, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { Controlling } from './surroundings.ts'

/** How the control of a place is reached; the real way when nothing else is given. */
export async function reach(where: Where, from: Controlling): Promise<Control> {
  const at = from.controlAt ?? (await import('../../backends/controls.ts')).controlAt
  return at(where)
}

export interface AboutRun {
  readonly runId: string
  readonly scenarios: readonly Scenario[]
  /** As it stands where the run is. */
  readonly platform: Platform
  readonly where: Where
}

/** @throws UsageError, PlatformFileError */
export async function aboutRun(runId: string, options: WhereOptions, from: Controlling): Promise<AboutRun> {
  if (!/^[\w-]{1,80}$/.test(runId))
    throw new UsageError({
      what: '<run>',
      given: `"${oneLine(runId)}"`,
      allowed: 'the name of a run, as `muster runs` shows it',
    })
  const scenarios = await from.scenarios()
  const platform = platformOfRun(runId, scenarios, await from.readPlatform(options.platform))
  return { runId, scenarios, platform, where: whereOf(options, platform) }
}

/**
 * Does it, and tells of a refusal or of silence on stderr; resolves with the exit code.
 * @param byHand what can be typed instead while the API is down
 */
export async function telling(
  { terminal, byHand = [] }: { readonly terminal: Terminal; readonly byHand?: readonly string[] },
  deed: () => Promise<number>,
): Promise<number> {
  try {
    return await deed()
  } catch (error) {
    if (error instanceof ControlRefused) {
      print(terminal.stderr, [
        'muster: refused, and nothing was done:',
        ...error.faults.flatMap(fault => hung('  - ', fault)),
      ])
      return REFUSED
    }
    if (error instanceof ControlDown) {
      print(terminal.stderr, [...hung('muster: ', oneLine(error.message)), ...byHand])
      return NO_ANSWER
    }
    throw error
  }
}
