// Choosing by name, with the nearest name when it is not known.

import { nearestName } from '../../../domain/nearest-name.ts'
import { type Mode, modes } from '../../../domain/run.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import type { FaultOffer } from '../../backends/sandbox.ts'
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

/** Checks names, and that an argument stands where one is needed. @throws UsageError */
export function checkFaults(given: readonly string[], offers: readonly FaultOffer[]): void {
  for (const text of given) checkFault(text, offers)
}

function checkFault(text: string, offers: readonly FaultOffer[]): void {
  const [name = '', ...rest] = text.split('@')
  const offer = offers.find(each => each.name === name)
  if (!offer) {
    const names = offers.map(each => each.name)
    const allowed = listed(names)
    throw new UsageError({
      what: '--fault',
      given: quotedName(name),
      allowed,
      meant: asMeant(nearestName(name, names)),
    })
  }
  const argued = rest.join('@') !== ''
  if (offer.argument !== undefined && !argued) {
    throw new UsageError({
      what: `--fault ${name}`,
      given: 'no argument',
      allowed: `${name}@<argument>, the argument being ${offer.argument}`,
    })
  }
  if (offer.argument === undefined && text.includes('@')) {
    throw new UsageError({
      what: `--fault ${name}`,
      given: `"${text}"`,
      allowed: `${name} alone: it takes no argument`,
    })
  }
}
