// All misfortunes by name. `--fault name@argument` arms one.
import { apiFaults } from './api-edge.ts'
import type { Fault, FaultSetting } from './fault.ts'

export const faults: readonly Fault[] = [...apiFaults]

/** @throws when a name is unknown or an argument is missing. */
export function armFaults(given: readonly string[], setting: FaultSetting): void {
  for (const text of given) {
    const [name = '', ...rest] = text.split('@')
    const argument = rest.join('@')
    const fault = faults.find(each => each.name === name)
    if (!fault) throw new Error(`there is no fault "${name}"; there are ${faults.map(each => each.name).join(', ')}`)
    if (fault.argument !== undefined && argument === '')
      throw new Error(`the fault "${name}" needs ${fault.argument}: ${name}@…`)
    fault.arm(setting, argument)
  }
}
