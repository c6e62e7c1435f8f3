// The scenario that somebody means, and the one that a run belongs to.
import { nearestName } from '../nearest-name.ts'
import type { ScenarioFacts } from './settings.ts'

/** A text where there is none of that name: what is meant, perhaps. */
export function scenarioNamed(scenarios: readonly ScenarioFacts[], name: string): ScenarioFacts | string {
  const known = scenarios.find(each => each.name === name)
  if (known) return known
  const near = nearestName(
    name,
    scenarios.map(each => each.name),
  )
  return `there is no scenario ${name}${near === undefined ? '; `/dr list` shows them' : `; did you mean ${near}?`}`
}

/** Runs are called after their scenario. The longest name counts, should one begin with another. */
export function scenarioOf(scenarios: readonly ScenarioFacts[], run: string): ScenarioFacts | undefined {
  const [found] = scenarios
    .filter(({ name }) => run.startsWith(`${name}-`))
    .sort((a, b) => b.name.length - a.name.length)
  return found
}
