// All rules of the language; a scenario that breaks one is not printed.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Scenario } from '../nodes.ts'
import { budgetFitsRto } from './budget-fits-rto.ts'
import { historyFits } from './history-fits.ts'
import { namesAreSound } from './names-are-sound.ts'
import { optionalsComeLast } from './optionals-come-last.ts'
import { pollsAreSpaced } from './polls-are-spaced.ts'
import { referencesAreKnown } from './references-are-known.ts'
import type { Rule } from './rule.ts'

export const rules: Readonly<Record<string, Rule>> = {
  'names-are-sound': namesAreSound,
  'references-are-known': referencesAreKnown,
  'optionals-come-last': optionalsComeLast,
  'polls-are-spaced': pollsAreSpaced,
  'history-fits': historyFits,
  'budget-fits-rto': budgetFitsRto,
}

/** Throws with every rule broken, by name. */
export function check(scenario: Scenario, platform: Platform, mode: Mode): void {
  const broken = Object.entries(rules).flatMap(([name, rule]) =>
    rule(scenario, mode, platform).map(fault => `${name}: ${fault}`),
  )
  if (broken.length > 0)
    throw new Error(`scenario ${scenario.name} (${mode}) does not print:\n  ${broken.join('\n  ')}`)
}
