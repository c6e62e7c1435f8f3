// Health checks at work: checkers around the world ask an endpoint, or somebody reads an alarm's data, time and again.
import { isHealthy } from './health.ts'
import type { Checker, HealthCheck, Probe, ProbeResult, State } from './state.ts'

const SECOND = 1000
/** How often Route 53 looks at an alarm's data is not documented. The data are a minute apart at the least. */
const ALARM_EVERY = 30 * SECOND
/** Only so much of a body is searched (API reference, SearchString). */
const SEARCHED = 5120

/** Those that Route 53 chooses when a health check names no regions. */
export const checkerRegions = [
  ...['us-east-1', 'us-west-1', 'us-west-2', 'eu-west-1'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1'],
]

export function newCheckers(regions: readonly string[]): readonly Checker[] {
  return regions.map(region => ({ region, healthy: true, against: 0, report: 'Unknown', checkedAt: undefined }))
}

/** Goes on until the check is deleted. One checker stands for the few that each region has. */
export function watch(state: State, check: HealthCheck): void {
  if (check.alarm) {
    const look = () => readAlarm(state, check)
    repeat(state, check, { name: 'alarm', every: ALARM_EVERY, look, goesOn: () => true })
    return
  }
  const every = (check.config.RequestInterval ?? 30) * SECOND
  for (const checker of check.checkers) {
    const goesOn = () => check.checkers.includes(checker)
    repeat(state, check, { name: checker.region, every, look: () => ask(state, check, checker), goesOn })
  }
}

interface Looking {
  readonly name: string
  /** Milliseconds. */
  readonly every: number
  readonly look: () => void
  /** False once an update has sent the checker home. */
  readonly goesOn: () => boolean
}

/** Checkers do not agree on when: each begins at a moment of its own. */
function repeat(state: State, check: HealthCheck, { name, every, look, goesOn }: Looking): void {
  const { clock, chance } = state.surroundings
  const again = (at: number) => {
    if (state.stopped || state.healthChecks.get(check.id) !== check || !goesOn()) return
    if (!check.config.Disabled) look()
    tell(state, check)
    clock.quietly(at + every, () => again(at + every))
  }
  const first = clock.now() + chance.of('route53', 'check', check.id, name, clock.now()) * every
  clock.quietly(first, () => again(first))
}

/** Listeners hear of a change of status, once each, in a moment of its own. */
export function tell(state: State, check: HealthCheck): void {
  const healthy = isHealthy(state, check)
  if (healthy === check.told) return
  check.told = healthy
  const { clock, lifecycle } = state.surroundings
  clock.after(0, () => {
    for (const listener of [...state.listeners]) listener({ healthCheckId: check.id, healthy })
    lifecycle.changed()
  })
}

/**
 * The data of the alarm's metric, held against the settings that were copied. The alarm's state is not looked at, so
 * SetAlarmState has no effect here. A dark region gives no data.
 */
function readAlarm(state: State, check: HealthCheck): void {
  const { AlarmIdentifier: identifier, InsufficientDataHealthStatus: without = 'LastKnownStatus' } = check.config
  if (!check.alarm) return
  const reading = state.options.alarms(identifier?.Region ?? '')?.reading(check.alarm) ?? 'INSUFFICIENT_DATA'
  if (reading !== 'INSUFFICIENT_DATA') check.known = reading === 'OK'
  else if (without !== 'LastKnownStatus') check.known = without === 'Healthy'
}

function ask(state: State, check: HealthCheck, checker: Checker): void {
  const { probe, dark } = state.options
  if (!probe || dark?.(checker.region)) return
  const { passed, report } = verdict(check, probe(probeOf(check, checker.region)))
  checker.report = report
  checker.checkedAt = state.surroundings.clock.now()
  checker.against = passed === checker.healthy ? 0 : checker.against + 1
  if (checker.against < (check.config.FailureThreshold ?? 3)) return
  checker.healthy = passed
  checker.against = 0
}

function probeOf({ config }: HealthCheck, from: string): Probe {
  const scheme = config.Type === 'TCP' ? 'tcp' : config.Type?.startsWith('HTTPS') ? 'https' : 'http'
  return {
    scheme,
    target: config.IPAddress ?? config.FullyQualifiedDomainName ?? '',
    host: config.FullyQualifiedDomainName,
    port: config.Port ?? (scheme === 'https' ? 443 : 80),
    path: config.ResourcePath ?? '/',
    from,
  }
}

function verdict({ config }: HealthCheck, result: ProbeResult): { passed: boolean; report: string } {
  if ('failure' in result) return { passed: false, report: `Failure: ${result.failure}` }
  if (config.Type === 'TCP') return { passed: true, report: 'Success: connected' }
  const status = `HTTP Status Code ${result.status}`
  if (result.status < 200 || result.status >= 400) return { passed: false, report: `Failure: ${status}` }
  const wanted = config.SearchString
  if (wanted === undefined || Buffer.from(result.body).subarray(0, SEARCHED).includes(wanted))
    return { passed: true, report: `Success: ${status}` }
  return { passed: false, report: `Failure: ${status}, but the body does not contain the search string` }
}
