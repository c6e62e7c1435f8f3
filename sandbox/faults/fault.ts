// What a misfortune is: it has a name, says what it does, takes an argument or none, and arms itself in a world.
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import type { Timeline } from '../timeline.ts'
import type { World } from '../world/world.ts'

/** What is known of a rehearsal before there is a world. */
export interface About {
  readonly scenario: Scenario
  readonly mode: Mode
}

/** Faults are armed while the world is young: whoever wants to strike later sets the clock or waits for a step. */
export interface FaultSetting extends About {
  readonly world: World
  readonly timeline: Timeline
  /** When the disaster strikes; in a drill, where none does, when the run starts. */
  readonly struckAt: number
  readonly startsAt: number
  /** The name that the run will have. */
  readonly runId: string
  /** Deploys the machine and the functions of another mode beside those that are rehearsed. */
  readonly deploy: (mode: Mode) => void
}

export interface Fault {
  readonly name: string
  readonly does: string
  /** What stands after the `@`; absent when it takes nothing. */
  readonly argument?: string
  /** The modes in which it means something; both when absent. */
  readonly modes?: readonly Mode[]
  /** Modes that `deploy` will be asked for. */
  readonly deploys?: readonly Mode[]
  /** What is wrong with the argument, for people; undefined when it is understood. */
  readonly wrong?: (argument: string, about: About) => string | undefined
  /** The platform is described wrongly, or stands otherwise: told before there is a world. */
  readonly platform?: (platform: Platform) => Platform
  readonly arm: (setting: FaultSetting, argument: string) => void
}

/** A fault that was asked for and cannot be: nothing has run. */
export class FaultRefused extends Error {
  override readonly name = 'FaultRefused'
}
