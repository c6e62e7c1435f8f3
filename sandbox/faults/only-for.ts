// Misfortunes that mean something in one scenario only, and the time before a run in which they happen.
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'

type Strike = (setting: FaultSetting, argument: string) => void

/** @param why what the other scenarios do not do, for people: `which restores no files` */
export const onlyFor =
  (scenario: string, why: string) =>
  (name: string, does: string, arm: Strike, more: Partial<Fault> = {}): Fault => ({
    ...{ name, does, arm },
    ...more,
    wrong: (argument, about) =>
      about.scenario.name === scenario
        ? more.wrong?.(argument, about)
        : `it means nothing in ${about.scenario.name}, ${why}`,
  })

/** A minute before the disaster strikes: everything is there, and nothing has begun. */
export const beforehand =
  (act: (world: World, argument: string) => void): Strike =>
  ({ world, struckAt }, argument) => {
    world.clock.at(struckAt - 60_000, () => act(world, argument))
  }
