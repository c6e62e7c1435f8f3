// What a misfortune is: it has a name, says what it does, takes an argument or none, and arms itself in a world.
import type { Mode } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import type { Timeline } from '../timeline.ts'
import type { World } from '../world/world.ts'

export interface FaultSetting {
  readonly world: World
  readonly scenario: Scenario
  readonly mode: Mode
  readonly timeline: Timeline
}

export interface Fault {
  readonly name: string
  readonly does: string
  /** What stands after the `@`; absent when it takes nothing. */
  readonly argument?: string
  /** @throws when the argument is not understood, saying what is. */
  readonly arm: (setting: FaultSetting, argument: string) => void
}
