// Choosing by name, with the nearest name when it is not known.

import { nearestName } from '../../../domain/nearest-name.ts'
import { type Mode, modes } from '../../../domain/run.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { UsageError } from '../usage-error.ts'

const listed = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none: there are none yet')

const quotedName = (name: string | undefined): string => (name === undefined ? 'nothing' : `"${name}"`)

const asMeant = (name: string | undefined): string | undefined => (name === undefined ? undefined : `"${name}"`)

/** @throws UsageError */
export function chooseScenario(name: string | undefined, scenarios: readonly Scenario[]): Scenario {
  const found = scenarios.find(each => each.name === name)
  if (found) return found
  const names = scenarios.map(each => each.name)
  throw new UsageError({
    what: '<scenario>',
    given: quotedName(name),
    allowed: listed(names),
    meant: asMeant(nearestName(name ?? '', names)),
    todo: '`muster list` shows what each is for.',
  })
}

/** @throws UsageError */
export function chooseMode(name: string): Mode {
  const found = modes.find(mode => mode === name)
  if (found) return found
  throw new UsageError({
    what: '--mode',
    given: `"${name}"`,
    allowed: modes.join(', '),
    meant: asMeant(nearestName(name, modes)),
  })
}
