// All misfortunes by name. `--fault name@argument` arms one.
import { nearestName } from '../../domain/nearest-name.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { accountFaults } from './accounts.ts'
import { apiFaults } from './api-edge.ts'
import { applicationFaults } from './application.ts'
import { type Fault, FaultRefused, type FaultSetting } from './fault.ts'
import { filesFaults } from './files.ts'
import { kubernetesFaults } from './kubernetes-edge.ts'
import { lockFaults } from './lock.ts'
import { monitoringFaults } from './monitoring.ts'
import { operatorFaults } from './operator.ts'
import { preflightFaults } from './preflight.ts'
import { regionFaults } from './region.ts'
import { regionCopyFaults } from './region-copies.ts'
import { restoreFaults } from './restore.ts'
import { terraformFaults } from './terraform.ts'

/** In the order in which help lists them. */
export const faults: readonly Fault[] = [
  ...operatorFaults,
  ...lockFaults,
  ...preflightFaults,
  ...restoreFaults,
  ...filesFaults,
  ...monitoringFaults,
  ...regionCopyFaults,
  ...regionFaults,
  ...terraformFaults,
  ...accountFaults,
  ...applicationFaults,
  ...kubernetesFaults,
  ...apiFaults,
]

/** @throws FaultRefused for an unknown name, a bad argument, or a fault that means nothing in this mode. */
export function checkFaults(given: readonly string[], scenario: Scenario, mode: Mode): void {
  for (const text of given) {
    const { fault, argument } = asked(text)
    if (fault.modes && !fault.modes.includes(mode)) {
      throw new FaultRefused(`the fault "${fault.name}" means nothing in a ${mode}: ${fault.does}`)
    }
    const wrong = fault.wrong?.(argument, { scenario, mode })
    if (wrong !== undefined) throw new FaultRefused(`${text}: ${wrong}`)
  }
}

/** Modes beside the rehearsed one whose handlers these faults run. */
export const modesOfFaults = (given: readonly string[]): readonly Mode[] =>
  given.flatMap(text => asked(text).fault.deploys ?? [])

/** The platform as these faults leave it to the run. */
export const platformUnder = (given: readonly string[], platform: Platform): Platform =>
  given.reduce((so, text) => asked(text).fault.platform?.(so) ?? so, platform)

/** @throws FaultRefused as `checkFaults` does, and for what only the world can tell. */
export function armFaults(given: readonly string[], setting: FaultSetting): void {
  checkFaults(given, setting.scenario, setting.mode)
  for (const text of given) {
    const { fault, argument } = asked(text)
    fault.arm(setting, argument)
  }
}

function asked(text: string): { readonly fault: Fault; readonly argument: string } {
  const [name = '', ...rest] = text.split('@')
  const argument = rest.join('@')
  const names = faults.map(each => each.name)
  const fault = faults.find(each => each.name === name)
  if (!fault) {
    const meant = nearestName(name, names)
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
    throw new FaultRefused(`given "${name}"; allowed is ${names.join(', ')}.${hint}`)
  }
  if (fault.argument !== undefined && argument === '')
    throw new FaultRefused(`the fault "${name}" needs ${fault.argument}: ${name}@…`)
  if (fault.argument === undefined && text.includes('@'))
    throw new FaultRefused(`the fault "${name}" takes no argument; given "${text}"`)
  return { fault, argument }
}

export { FaultRefused } from './fault.ts'
