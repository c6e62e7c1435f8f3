// Is it healthy? What Route 53 thinks of a health check, and of a record that may be given as an answer.
import type { HealthCheck, State } from './state.ts'

/** More than 18 % of the checkers must find an endpoint healthy (developer guide, "How Route 53 determines … healthy"). */
const share = 0.18

/** A disabled check is healthy, a new one is until it knows better; `Inverted` turns either round. */
export function isHealthy(state: State, check: HealthCheck): boolean {
  const { Disabled: disabled = false, Inverted: inverted = false } = check.config
  return (disabled || observed(state, check)) !== inverted
}

function observed({ options }: State, { alarm, known, checkers }: HealthCheck): boolean {
  if (alarm) return known
  const reporting = checkers.filter(({ region }) => !options.dark?.(region))
  return reporting.length === 0 || reporting.filter(each => each.healthy).length > share * reporting.length
}

/** A deleted check may leave its id in a record. What Route 53 does then is not foreseeable, it says; here, healthy. */
export function isHealthCheckHealthy(state: State, id: string | undefined): boolean {
  const check = id === undefined ? undefined : state.healthChecks.get(id)
  return check === undefined || isHealthy(state, check)
}
