// Health checks of the simulated Route 53: when they turn, and what they cannot follow.
import { describe, expect, test } from '@jest/globals'
import { ask, refusal } from './calling.ts'
import { flag, minute, onFlag, second, world } from './route53-world.ts'

describe('a health check on an endpoint', () => {
  const endpoint = { Type: 'HTTPS', FullyQualifiedDomainName: 'www.example.com', RequestInterval: 10 } as const

  test('turns after three failures in a row, and back after three successes', async () => {
    const { route53, site, pass } = world()
    const id = route53.seedHealthCheck({ CallerReference: 'site', HealthCheckConfig: endpoint })
    site.answer = { failure: 'the connection timed out' }
    await pass(19 * second)
    expect(route53.isHealthy(id)).toBe(true)
    await pass(21 * second)
    expect(route53.isHealthy(id)).toBe(false)
    site.answer = { status: 302, body: '' }
    await pass(40 * second)
    expect(route53.isHealthy(id)).toBe(true)
  })

  test('is healthy while more than 18 % of its checkers say so; those in dark regions say nothing', async () => {
    const seen: string[] = []
    const bad = new Set(['us-west-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'ap-southeast-2', 'sa-east-1'])
    const { route53, service, pass, dark } = world({
      probe: ({ from, port, scheme }: { from: string; port: number; scheme: string }) => {
        seen.push(`${scheme} ${port}`)
        return bad.has(from) ? { failure: 'refused' } : { status: 200, body: '' }
      },
    })
    const id = route53.seedHealthCheck({ CallerReference: 'site', HealthCheckConfig: endpoint })
    await pass(minute)
    expect([route53.isHealthy(id), new Set(seen)]).toEqual([true, new Set(['https 443'])])
    dark.add('us-east-1')
    expect(route53.isHealthy(id)).toBe(false)
    const { HealthCheckObservations } = ask(service, 'GetHealthCheckStatus', { HealthCheckId: id })
    const reports = HealthCheckObservations.map(
      ({ StatusReport }: { StatusReport: { Status: string } }) => StatusReport.Status,
    )
    expect(reports.filter((each: string) => each === 'Failure: refused')).toHaveLength(6)
    expect(reports.filter((each: string) => each.startsWith('Success'))).toHaveLength(1)
  })

  test('looks for its text in the first 5,120 bytes', async () => {
    const { route53, site, pass } = world()
    const config = { ...endpoint, Type: 'HTTPS_STR_MATCH', SearchString: 'Latest posts' } as const
    const id = route53.seedHealthCheck({ CallerReference: 'site', HealthCheckConfig: config })
    site.answer = { status: 200, body: `${'x'.repeat(5120)}Latest posts` }
    await pass(minute)
    expect(route53.isHealthy(id)).toBe(false)
  })

  test('that is disabled is healthy and asks nobody; inverted as well, it is unhealthy', async () => {
    const { route53, service, site, pass } = world()
    const id = route53.seedHealthCheck({ CallerReference: 'site', HealthCheckConfig: { ...endpoint, Disabled: true } })
    site.answer = { failure: 'refused' }
    await pass(minute)
    expect(route53.isHealthy(id)).toBe(true)
    const { HealthCheckObservations } = ask(service, 'GetHealthCheckStatus', { HealthCheckId: id })
    expect(HealthCheckObservations[0].StatusReport).toEqual({ Status: 'Unknown' })
    ask(service, 'UpdateHealthCheck', { HealthCheckId: id, Inverted: true, HealthCheckVersion: 1 })
    expect(route53.isHealthy(id)).toBe(false)
    expect(refusal(service, 'UpdateHealthCheck', { HealthCheckId: id, HealthCheckVersion: 1 })).toBe(
      'HealthCheckVersionMismatch',
    )
  })
})

describe('making a health check', () => {
  const create = (CallerReference: string, HealthCheckConfig: object) => ({ CallerReference, HealthCheckConfig })

  test('twice with one reference makes one; with other settings, or after it was deleted, it is refused', () => {
    const { service } = world()
    const id = ask(service, 'CreateHealthCheck', create('one', onFlag)).HealthCheck.Id
    expect(ask(service, 'CreateHealthCheck', create('one', onFlag)).HealthCheck.Id).toBe(id)
    expect(refusal(service, 'CreateHealthCheck', create('one', { ...onFlag, Inverted: true }))).toBe(
      'HealthCheckAlreadyExists',
    )
    ask(service, 'DeleteHealthCheck', { HealthCheckId: id })
    expect(refusal(service, 'CreateHealthCheck', create('one', onFlag))).toBe('HealthCheckAlreadyExists')
    expect(refusal(service, 'GetHealthCheck', { HealthCheckId: id })).toBe('NoSuchHealthCheck')
  })

  test('copies the alarm’s settings, and copies them anew only when the alarm is named again', () => {
    const { service, cloudWatch } = world()
    const id = ask(service, 'CreateHealthCheck', create('one', onFlag)).HealthCheck.Id
    cloudWatch.seed({ ...flag, Threshold: 7 })
    const threshold = () =>
      ask(service, 'GetHealthCheck', { HealthCheckId: id }).HealthCheck.CloudWatchAlarmConfiguration.Threshold
    ask(service, 'UpdateHealthCheck', { HealthCheckId: id, Inverted: true })
    expect(threshold()).toBe(1)
    ask(service, 'UpdateHealthCheck', { HealthCheckId: id, AlarmIdentifier: onFlag.AlarmIdentifier })
    expect(threshold()).toBe(7)
  })

  test('is refused where Route 53 cannot follow', () => {
    const { service, cloudWatch } = world()
    cloudWatch.seed({ ...flag, AlarmName: 'two of three', EvaluationPeriods: 3, DatapointsToAlarm: 2 })
    cloudWatch.seed({ ...flag, AlarmName: 'fast', Period: 10 })
    const on = (Name: string) => ({ ...onFlag, AlarmIdentifier: { Region: 'us-west-2', Name } })
    const http = { Type: 'HTTP', IPAddress: '192.0.2.1' }
    for (const config of [
      ...[on('two of three'), on('fast'), on('none'), { Type: 'CLOUDWATCH_METRIC' }, { ...onFlag, Port: 80 }],
      ...[{ ...http, IPAddress: '10.0.0.1' }, { ...http, AlarmIdentifier: onFlag.AlarmIdentifier }, { Type: 'HTTP' }],
      ...[
        { ...http, RequestInterval: 20 },
        { ...http, SearchString: 'x' },
        { ...http, Regions: ['us-east-1'] },
      ],
    ])
      expect([config, refusal(service, 'CreateHealthCheck', create('new', config))]).toEqual([config, 'InvalidInput'])
    expect(refusal(service, 'CreateHealthCheck', create('new', { Type: 'CALCULATED' }))).toBe('NotSimulated')
  })
})
