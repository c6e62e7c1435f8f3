// The regions in which runs live, reached from where chat is hosted: their doors and their records.
import type { ChatSettings, Home } from '../../../domain/chat/settings.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { controlStore } from '../control-store.ts'
import { functions } from '../functions.ts'
import { runs } from '../runs.ts'
import { chatSettings } from './settings.ts'

const seen = new WeakMap<Environment, Map<string, Environment>>()

/** The same environment in another region; its clients are kept with it. */
function environmentAt(environment: Environment, { region, controlBucket }: Home): Environment {
  const places = seen.get(environment) ?? new Map<string, Environment>()
  seen.set(environment, places)
  const settings = { ...environment.settings, CONTROL_BUCKET: controlBucket }
  const there = places.get(region) ?? { ...environment, region, settings }
  places.set(region, there)
  return there
}

export type HomeOfRuns = ReturnType<ReturnType<typeof homes>['of']>

export const homes = (environment: Environment, caller: Caller) => {
  const at = (home: Home) => {
    const there = environmentAt(environment, home)
    const { region } = home
    return { region, runs: runs(there, caller), functions: functions(there), store: controlStore(there, caller) }
  }
  const settings = (): ChatSettings => chatSettings(environment)
  return {
    /** Where runs of that scenario live. */
    of: (scenario: string) => {
      const known = settings().scenarios.find(({ name }) => name === scenario)
      return at(settings().homes[known?.place ?? 'primary'])
    },
    /** Each region once. */
    all: () => {
      const { primary, recovery } = settings().homes
      return (primary.region === recovery.region ? [primary] : [primary, recovery]).map(at)
    },
  }
}
