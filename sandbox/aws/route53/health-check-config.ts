// The settings of a health check as callers give them, checked as CreateHealthCheck and UpdateHealthCheck check them.
import { BlockList, isIP } from 'node:net'
import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import type { AlarmSettings } from '../cloudwatch/index.ts'
import { notSimulated } from '../not-simulated.ts'
import { invalidInput } from './refusals.ts'
import type { State } from './state.ts'

const endpoints: readonly string[] = ['HTTP', 'HTTPS', 'HTTP_STR_MATCH', 'HTTPS_STR_MATCH', 'TCP']
const ofEndpointsOnly = [
  ...['IPAddress', 'Port', 'ResourcePath', 'FullyQualifiedDomainName', 'SearchString', 'RequestInterval'],
  ...['FailureThreshold', 'MeasureLatency', 'EnableSNI', 'Regions'],
] as const
const statuses: readonly string[] = ['Healthy', 'Unhealthy', 'LastKnownStatus']

const privateRanges = new BlockList()
privateRanges.addSubnet('10.0.0.0', 8)
privateRanges.addSubnet('172.16.0.0', 12)
privateRanges.addSubnet('192.168.0.0', 16)
privateRanges.addSubnet('127.0.0.0', 8)
privateRanges.addSubnet('169.254.0.0', 16)

/** With the defaults that answers show. @throws InvalidInput; NotSimulated for calculated and routing-control checks */
export function checkedConfig(state: State, config: HealthCheckConfig): HealthCheckConfig {
  const { Type: type = 'HTTP' as const } = config
  const switches = { Inverted: config.Inverted ?? false, Disabled: config.Disabled ?? false }
  if (type === 'CLOUDWATCH_METRIC') {
    assertOnAlarm(config)
    return { InsufficientDataHealthStatus: 'LastKnownStatus', ...config, ...switches }
  }
  if (!endpoints.includes(type) || !state.options.probe)
    throw notSimulated(`route53:CreateHealthCheck of type ${type}${endpoints.includes(type) ? ' without a world' : ''}`)
  assertOnEndpoint(config)
  return {
    Port: type.startsWith('HTTPS') ? 443 : 80,
    RequestInterval: 30,
    FailureThreshold: 3,
    MeasureLatency: false,
    EnableSNI: type.startsWith('HTTPS'),
    ...config,
    ...switches,
  }
}

function assertOnAlarm(config: HealthCheckConfig): void {
  const stray = ofEndpointsOnly.find(member => config[member] !== undefined)
  if (stray) throw invalidInput(`Invalid parameter : a health check on an alarm has no ${stray}.`)
  if (!config.AlarmIdentifier) throw invalidInput('Invalid parameter : a health check on an alarm needs the alarm.')
  const { InsufficientDataHealthStatus: status = 'LastKnownStatus' } = config
  if (!statuses.includes(status)) throw invalidInput(`Invalid parameter : ${status} is no status.`)
}

function assertOnEndpoint(config: HealthCheckConfig): void {
  const { Type: type = 'HTTP', IPAddress: address, FullyQualifiedDomainName: name, Regions: regions } = config
  if (config.AlarmIdentifier)
    throw invalidInput('Invalid parameter : Basic health checks must not have an metric region specified.')
  if (address === undefined && name === undefined) throw invalidInput('Invalid parameter : no address and no name.')
  if (address !== undefined && (isIP(address) === 0 || privateRanges.check(address)))
    throw invalidInput(`Invalid parameter : checkers cannot reach the address ${address}.`)
  if (type === 'TCP' && config.Port === undefined) throw invalidInput('Invalid parameter : TCP needs a port.')
  if (type.endsWith('STR_MATCH') !== (config.SearchString !== undefined))
    throw invalidInput('Invalid parameter : a search string belongs to the types that match one.')
  const { RequestInterval: interval = 30, FailureThreshold: threshold = 3 } = config
  if (interval !== 10 && interval !== 30) throw invalidInput('Invalid parameter : RequestInterval is 10 or 30.')
  if (threshold < 1 || threshold > 10) throw invalidInput('Invalid parameter : FailureThreshold is 1 to 10.')
  if (regions && new Set(regions).size < 3) throw invalidInput('Invalid parameter : at least three regions.')
}

/**
 * The settings of the alarm that a check names, as they are now. Route 53 follows neither high-resolution alarms nor
 * "M out of N" ones (developer guide, "Types of health checks"). @throws InvalidInput
 */
export function alarmOf(state: State, { Type: type, AlarmIdentifier: identifier }: HealthCheckConfig) {
  if (type !== 'CLOUDWATCH_METRIC') return undefined
  const { Region: region = '', Name: name = '' } = identifier ?? {}
  const settings: AlarmSettings | undefined = state.options.alarms(region)?.alarm(name)?.settings
  if (!settings) throw invalidInput(`Invalid parameter : there is no alarm ${name} in ${region}.`)
  if (settings.period < 60) throw invalidInput('Invalid parameter : the alarm has a period below a minute.')
  if (settings.datapointsToAlarm !== settings.evaluationPeriods)
    throw invalidInput('Invalid parameter : the alarm is an "M out of N" alarm.')
  return settings
}
