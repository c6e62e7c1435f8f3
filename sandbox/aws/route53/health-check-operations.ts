// route53:CreateHealthCheck, UpdateHealthCheck and DeleteHealthCheck.
import type {
  CreateHealthCheckCommandInput,
  CreateHealthCheckResponse,
  DeleteHealthCheckCommandInput,
  DeleteHealthCheckResponse,
  HealthCheckConfig,
  UpdateHealthCheckCommandInput,
  UpdateHealthCheckResponse,
} from '@aws-sdk/client-route-53'
import { uuid } from '../identifiers.ts'
import { AwsError, type Operation } from '../service.ts'
import { checkerRegions, newCheckers, tell, watch } from './checking.ts'
import { isHealthy } from './health.ts'
import { alarmOf, checkedConfig } from './health-check-config.ts'
import { healthCheckView } from './health-check-views.ts'
import { on, onAll } from './needs.ts'
import { findHealthCheck, invalidInput } from './refusals.ts'
import type { HealthCheck, State } from './state.ts'

/** The same reference with the same settings gives the check that there is; of a deleted one it is never free again. */
export function createHealthCheck(state: State): Operation<CreateHealthCheckCommandInput, CreateHealthCheckResponse> {
  return {
    needs: () => [onAll('CreateHealthCheck')],
    run: ({ CallerReference: reference = '', HealthCheckConfig: given }) => {
      if (reference === '' || reference.length > 64) throw invalidInput('CallerReference has 1 to 64 characters.')
      const config = checkedConfig(state, given ?? { Type: 'HTTP' })
      const known = state.healthChecks.get(state.references.get(reference) ?? '')
      if (!known && state.references.has(reference)) throw taken(reference)
      if (known && !sameConfig(known.config, config)) throw taken(reference)
      const check = known ?? made(state, reference, config)
      const Location = `https://route53.amazonaws.com/2013-04-01/healthcheck/${check.id}`
      return { HealthCheck: healthCheckView(check), Location }
    },
  }
}

function taken(reference: string): AwsError {
  return new AwsError('HealthCheckAlreadyExists', `A health check with the reference ${reference} was made before.`)
}

function sameConfig(one: HealthCheckConfig, other: HealthCheckConfig): boolean {
  const sorted = (config: HealthCheckConfig) =>
    JSON.stringify(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(one) === sorted(other)
}

/** Healthy until there are data; an alarm's data are read at once. */
function made(state: State, reference: string, config: HealthCheckConfig): HealthCheck {
  const id = uuid(state.surroundings.chance, 'route53', 'health check', state.made++)
  const alarm = alarmOf(state, config)
  const checkers = alarm ? [] : newCheckers(config.Regions ?? checkerRegions)
  const check: HealthCheck = {
    ...{ id, callerReference: reference, config, version: 1, alarm, known: true, checkers, told: true, tags: [] },
  }
  check.told = isHealthy(state, check)
  state.healthChecks.set(id, check)
  state.references.set(reference, id)
  watch(state, check)
  return check
}

const resettable: readonly string[] = ['ChildHealthChecks', 'FullyQualifiedDomainName', 'Regions', 'ResourcePath']

/** Only what is given changes. The settings of an alarm are copied anew only when the alarm is named again. */
export function updateHealthCheck(state: State): Operation<UpdateHealthCheckCommandInput, UpdateHealthCheckResponse> {
  return {
    needs: input => [on(state, 'UpdateHealthCheck', 'healthcheck', input.HealthCheckId)],
    run: input => {
      const check = findHealthCheck(state, input.HealthCheckId)
      const { HealthCheckId: _, HealthCheckVersion: version, ResetElements: reset = [], ...given } = input
      if (version !== undefined && version !== check.version)
        throw new AwsError('HealthCheckVersionMismatch', `The version is ${check.version}, not ${version}.`)
      const stranger = reset.find(each => !resettable.includes(each))
      if (stranger) throw invalidInput(`${stranger} cannot be reset.`)
      const before = Object.entries(check.config).filter(([name]) => !reset.includes(name as never))
      const changes = Object.entries(given).filter(([, value]) => value !== undefined)
      const merged = Object.fromEntries([...before, ...changes]) as unknown as HealthCheckConfig
      const config = checkedConfig(state, merged)
      if (given.AlarmIdentifier) check.alarm = alarmOf(state, config)
      const regions = config.Regions ?? checkerRegions
      const moved = !check.alarm && regions.join() !== check.checkers.map(({ region }) => region).join()
      check.config = config
      check.version += 1
      if (moved) restart(state, check, regions)
      tell(state, check)
      return { HealthCheck: healthCheckView(check) }
    },
  }
}

/** New checkers in other regions, who know nothing yet. */
function restart(state: State, check: HealthCheck, regions: readonly string[]): void {
  const kept = new Map(check.checkers.map(checker => [checker.region, checker]))
  const added = newCheckers(regions.filter(region => !kept.has(region)))
  check.checkers = added
  watch(state, check)
  check.checkers = [...regions.flatMap(region => kept.get(region) ?? []), ...added]
}

/** Allowed while records still refer to the check (API reference, DeleteHealthCheck). */
export function deleteHealthCheck(state: State): Operation<DeleteHealthCheckCommandInput, DeleteHealthCheckResponse> {
  return {
    needs: input => [on(state, 'DeleteHealthCheck', 'healthcheck', input.HealthCheckId)],
    run: input => {
      state.healthChecks.delete(findHealthCheck(state, input.HealthCheckId).id)
      state.surroundings.lifecycle.changed()
      return {}
    },
  }
}
