// Route 53: records changed as a whole or not at all, answers by health, and an API that may be down while they go on.
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import * as sdk from '@aws-sdk/client-route-53'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { CloudWatch } from '../../../sandbox/aws/cloudwatch/index.ts'
import { normalName, type ProbeResult, Route53 } from '../../../sandbox/aws/route53/index.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { ask, needs, refusal, surroundings } from './calling.ts'
import { ACCOUNT, failure, smallWorld } from './small-world.ts'

const second = 1000
const minute = 60 * second
const flag: PutMetricAlarmCommandInput = {
  ...{ AlarmName: 'traffic-away', Namespace: 'Muster', MetricName: 'SendTrafficAway', Statistic: 'Maximum' },
  ...{ Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
}
const onFlag = { Type: 'CLOUDWATCH_METRIC', AlarmIdentifier: { Region: 'us-west-2', Name: 'traffic-away' } } as const
const virginia = 'wordpress-1.us-east-1.elb.amazonaws.com'
const oregon = 'wordpress-2.us-west-2.elb.amazonaws.com'
const zones: Readonly<Record<string, string>> = { [virginia]: 'Z35SXDOTRQ7X7K', [oregon]: 'Z1H1FL5HABSF5' }

/** Two regions, a load balancer in each, the flag's alarm in the recovery region, and the site at either. */
function world(options = {}) {
  const around = surroundings()
  const cloudWatch = new CloudWatch({ ...around, region: 'us-west-2' })
  cloudWatch.seed(flag)
  const dark = new Set<string>()
  const site: { answer: ProbeResult } = { answer: { status: 200, body: 'Latest posts' } }
  const sick = new Set<string>()
  const balancer = (name: string) => {
    const hostedZoneId = zones[name]
    if (!hostedZoneId) return undefined
    return { hostedZoneId, addresses: [name === virginia ? '198.51.100.1' : '203.0.113.1'], healthy: !sick.has(name) }
  }
  const route53 = new Route53(around, {
    alarms: region => (region === 'us-west-2' && !dark.has(region) ? cloudWatch : undefined),
    loadBalancer: balancer,
    probe: () => site.answer,
    dark: region => dark.has(region),
    requestsPerSecond: Number.POSITIVE_INFINITY,
    ...options,
  })
  const { service } = route53
  const raise = (value: number) =>
    cloudWatch.record({ namespace: 'Muster', name: 'SendTrafficAway', dimensions: [] }, value)
  const pass = (milliseconds: number) => around.clock.run(around.clock.now() + milliseconds)
  const change = (zone: string, ...changes: readonly [string, object][]) => ({
    HostedZoneId: zone,
    ChangeBatch: { Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })) },
  })
  const values = (name: string, place: 'americas' | 'asia' = 'americas') => {
    const answer = route53.answer({ name, type: 'A', place })
    return answer?.kind === 'values' ? answer.values : answer
  }
  return { ...around, cloudWatch, route53, service, raise, pass, change, values, dark, sick, site }
}

const a = (Name: string, ...addresses: string[]) => ({
  ...{ Name, Type: 'A' as const, TTL: 60, ResourceRecords: addresses.map(Value => ({ Value })) },
})
const alias = (Name: string, DNSName: string, HostedZoneId: string, EvaluateTargetHealth = true) => ({
  ...{ Name, Type: 'A' as const, AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth } },
})

/** The records of the design: the primary's only health input is our flag. */
function failover(options = {}) {
  const made = world(options)
  const healthCheck = made.route53.seedHealthCheck({ CallerReference: 'flag', HealthCheckConfig: onFlag })
  const primary = { ...alias('www.example.com', virginia, zones[virginia]!, false), HealthCheckId: healthCheck }
  const zone = made.route53.seed({
    name: 'example.com',
    records: [
      { ...primary, SetIdentifier: 'primary', Failover: 'PRIMARY' },
      { ...alias('www.example.com', oregon, zones[oregon]!, false), SetIdentifier: 'recovery', Failover: 'SECONDARY' },
    ],
  })
  return { ...made, healthCheck, zone, here: () => made.values('www.example.com') }
}

describe('traffic moves by the data plane', () => {
  test('when our flag is raised, without a call to the API, and does not come back when the flag falls silent', async () => {
    const { route53, raise, pass, here, healthCheck } = failover()
    route53.setControlPlane('silent')
    expect(here()).toEqual(['198.51.100.1'])
    raise(1)
    await pass(2 * minute)
    expect(here()).toEqual(['203.0.113.1'])
    await pass(6 * 60 * minute)
    expect([here(), route53.isHealthy(healthCheck)]).toEqual([['203.0.113.1'], false])
    raise(0)
    await pass(2 * minute)
    expect(here()).toEqual(['198.51.100.1'])
  })

  test('and not when the site falls ill, somebody sets the alarm by hand, or the flag’s own region goes dark', async () => {
    const { cloudWatch, pass, here, dark, raise, sick } = failover()
    sick.add(virginia)
    ask(cloudWatch.service, 'SetAlarmState', { AlarmName: 'traffic-away', StateValue: 'ALARM', StateReason: 'drill' })
    await pass(5 * minute)
    expect(here()).toEqual(['198.51.100.1'])
    dark.add('us-west-2')
    raise(1)
    await pass(5 * minute)
    expect(here()).toEqual(['198.51.100.1'])
  })

  test('a check that calls missing data unhealthy moves traffic by itself when its data stop', async () => {
    const { service, pass, here, healthCheck } = failover()
    ask(service, 'UpdateHealthCheck', { HealthCheckId: healthCheck, InsufficientDataHealthStatus: 'Unhealthy' })
    await pass(minute)
    expect(here()).toEqual(['203.0.113.1'])
  })

  test('to the primary when both are unhealthy', async () => {
    const { service, pass, route53, zone, change, here, raise } = failover()
    const sick = route53.seedHealthCheck({
      CallerReference: 'off',
      HealthCheckConfig: { ...onFlag, Disabled: true, Inverted: true },
    })
    const recovery = { ...alias('www.example.com', oregon, zones[oregon]!, false), HealthCheckId: sick }
    const record = { ...recovery, SetIdentifier: 'recovery', Failover: 'SECONDARY' }
    ask(service, 'ChangeResourceRecordSets', change(zone, ['UPSERT', record]))
    raise(1)
    await pass(3 * minute)
    expect(here()).toEqual(['198.51.100.1'])
  })

  test('listeners are told of each change of health once', async () => {
    const { route53, raise, pass, healthCheck } = failover()
    const told: boolean[] = []
    route53.onHealthChange(({ healthCheckId, healthy }) => {
      if (healthCheckId === healthCheck) told.push(healthy)
    })
    raise(1)
    await pass(10 * minute)
    raise(0)
    await pass(10 * minute)
    expect(told).toEqual([false, true])
  })
})

describe('an alias that evaluates its target', () => {
  test('fails over by itself, to an empty region too, and flaps back: the reason why ours does not', async () => {
    const { route53, sick, values } = world()
    const both = [virginia, oregon].map((name, index) => ({
      ...alias('www.example.com', name, zones[name]!),
      ...{ SetIdentifier: name, Failover: index === 0 ? ('PRIMARY' as const) : ('SECONDARY' as const) },
    }))
    route53.seed({ name: 'example.com', records: both })
    sick.add(virginia)
    expect(values('www.example.com')).toEqual(['203.0.113.1'])
    sick.delete(virginia)
    expect(values('www.example.com')).toEqual(['198.51.100.1'])
  })

  test('of a record in the zone follows that record, its TTL and its health', () => {
    const { route53, values } = world()
    const off = { ...onFlag, Disabled: true, Inverted: true }
    const sick = route53.seedHealthCheck({ CallerReference: 'off', HealthCheckConfig: off })
    const origin = { SetIdentifier: 'only', Weight: 1, HealthCheckId: sick }
    const role = (name: string, Failover: 'PRIMARY' | 'SECONDARY') => ({ SetIdentifier: name, Failover })
    route53.seed({
      name: 'example.com',
      id: 'ZONE1',
      records: [
        { ...a('one.example.com', '192.0.2.1'), ...origin },
        { ...a('two.example.com', '192.0.2.2'), TTL: 17 },
        { ...alias('www.example.com', 'one.example.com', 'ZONE1'), ...role('one', 'PRIMARY') },
        { ...alias('www.example.com', 'two.example.com', 'ZONE1'), ...role('two', 'SECONDARY') },
      ],
    })
    expect(values('one.example.com')).toEqual(['192.0.2.1'])
    const answer = route53.answer({ name: 'www.example.com', type: 'A', place: 'asia' })
    expect(answer).toEqual({ kind: 'values', values: ['192.0.2.2'], ttl: 17 })
  })
})

describe('weighted records', () => {
  const weighted = (Weight: number, address: string, HealthCheckId?: string) => ({
    ...a('www.example.com', address),
    ...{ SetIdentifier: address, Weight, ...(HealthCheckId && { HealthCheckId }) },
  })

  test('are given by weight among the healthy; weight zero only when no other is left', async () => {
    const { route53, values, pass } = world()
    const off = { ...onFlag, Disabled: true, Inverted: true }
    const sick = route53.seedHealthCheck({ CallerReference: 'off', HealthCheckConfig: off })
    const records = [weighted(3, '192.0.2.1'), weighted(1, '192.0.2.2'), weighted(200, '192.0.2.3', sick)]
    route53.seed({ name: 'example.com', records })
    route53.seed({
      name: 'example.org',
      records: [
        { ...weighted(1, '192.0.2.4', sick), Name: 'www.example.org' },
        { ...weighted(0, '192.0.2.5'), Name: 'www.example.org' },
      ],
    })
    const seen = new Map<string, number>()
    for (let index = 0; index < 400; index++) {
      const [address = ''] = values('www.example.com') as string[]
      seen.set(address, (seen.get(address) ?? 0) + 1)
      await pass(second)
    }
    expect([...seen.keys()].sort()).toEqual(['192.0.2.1', '192.0.2.2'])
    expect(seen.get('192.0.2.1')).toBeGreaterThan(250)
    expect(values('www.example.org')).toEqual(['192.0.2.5'])
  })
})

describe('a batch of changes', () => {
  test('shows in the API at once, reaches each place in its time, and is INSYNC with the last', async () => {
    const { service, route53, change, values, pass } = world()
    const zone = route53.seed({ name: 'example.com', records: [a('www.example.com', '192.0.2.1')] })
    const answer = ask(service, 'ChangeResourceRecordSets', change(zone, ['UPSERT', a('www.example.com', '192.0.2.2')]))
    const { Id } = answer.ChangeInfo
    const status = () => ask(service, 'GetChange', { Id }).ChangeInfo.Status
    expect(ask(service, 'ListResourceRecordSets', { HostedZoneId: zone }).ResourceRecordSets.at(-1)).toMatchObject(
      a('www.example.com.', '192.0.2.2'),
    )
    const seen = new Set<string>()
    while (status() === 'PENDING') {
      seen.add(`${values('www.example.com')} ${values('www.example.com', 'asia')}`)
      await pass(second)
    }
    expect(seen).toContain('192.0.2.1 192.0.2.1')
    expect(seen.size).toBeGreaterThan(1)
    expect([values('www.example.com'), values('www.example.com', 'asia')].flat()).toEqual(['192.0.2.2', '192.0.2.2'])
  })

  test('names every problem, and carries out nothing', async () => {
    const { service, route53, change } = world()
    const zone = route53.seed({ name: 'example.com', records: [a('www.example.com', '192.0.2.1')] })
    const before = route53.records(zone)
    const wrong = change(
      zone,
      ['CREATE', a('new.example.com', '192.0.2.9')],
      ['CREATE', a('www.example.com', '192.0.2.2')],
      ['DELETE', a('gone.example.com', '192.0.2.3')],
    )
    const error = await failure((async () => ask(service, 'ChangeResourceRecordSets', wrong))())
    expect(error).toMatchObject({
      name: 'InvalidChangeBatch',
      message:
        "[Tried to create resource record set [name='www.example.com.', type='A'] but it already exists, " +
        "Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found]",
    })
    expect(route53.records(zone)).toBe(before)
  })

  const zoneRecords = [a('www.example.com', '192.0.2.1')]
  const cname = (Name: string) => ({ Name, Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value: 'elsewhere.net' }] })
  const healthy = { ...alias('x.example.com', virginia, zones[virginia]!), SetIdentifier: 'one' }
  test.each<[string, readonly [string, object][], string]>([
    ['a CNAME beside another record', [['CREATE', cname('www.example.com')]], 'conflicting RRSet of type CNAME'],
    ['a CNAME at the apex', [['CREATE', cname('example.com')]], 'not permitted at apex'],
    ['a name of another zone', [['CREATE', a('www.example.org', '192.0.2.2')]], 'not permitted in zone example.com.'],
    [
      'a deletion that does not match',
      [['DELETE', a('www.example.com', '192.0.2.7')]],
      'do not match the current values',
    ],
    ['an address that is none', [['CREATE', a('x.example.com', '192.0.2.256')]], 'ARRDATAIllegalIPv4Address'],
    [
      'a weighted record beside a simple one',
      [['CREATE', { ...a('www.example.com', '192.0.2.2'), SetIdentifier: 'b', Weight: 1 }]],
      'weighted',
    ],
    [
      'two primaries',
      [
        ['CREATE', { ...healthy, Failover: 'PRIMARY' }],
        ['CREATE', { ...healthy, SetIdentifier: 'two', Failover: 'PRIMARY' }],
      ],
      'PRIMARY already',
    ],
    [
      'a primary without health',
      [['CREATE', { ...a('x.example.com', '192.0.2.2'), SetIdentifier: 'one', Failover: 'PRIMARY' }]],
      'must have an associated health check',
    ],
    [
      'an alias by the wrong zone',
      [['CREATE', alias('x.example.com', virginia, 'Z1H1FL5HABSF5')]],
      'does not lie within the target zone',
    ],
    [
      'an alias of nothing',
      [['CREATE', alias('x.example.com', 'none.us-east-1.elb.amazonaws.com', 'Z35SXDOTRQ7X7K')]],
      'target was not found',
    ],
    [
      'one record twice',
      [
        ['UPSERT', a('x.example.com', '192.0.2.2')],
        ['UPSERT', a('x.example.com', '192.0.2.3')],
      ],
      'invalid set of changes',
    ],
  ])('is refused for %s', async (_name, changes, message) => {
    const { service, route53, change } = world()
    const zone = route53.seed({ name: 'example.com', records: zoneRecords })
    const error = await failure((async () => ask(service, 'ChangeResourceRecordSets', change(zone, ...changes)))())
    expect([error.name, error.message]).toEqual(['InvalidChangeBatch', expect.stringContaining(message)])
  })

  test.each<[string, object, string]>([
    ['no values', { Name: 'x.example.com', Type: 'A', TTL: 60 }, 'InvalidInput'],
    [
      'values and an alias',
      { ...a('x.example.com', '192.0.2.1'), ...alias('x.example.com', virginia, 'Z') },
      'InvalidInput',
    ],
    ['a weight without identifier', { ...a('x.example.com', '192.0.2.1'), Weight: 1 }, 'InvalidInput'],
    ['an identifier without routing', { ...a('x.example.com', '192.0.2.1'), SetIdentifier: 'x' }, 'InvalidInput'],
    [
      'two kinds of routing',
      { ...a('x.example.com', '192.0.2.1'), SetIdentifier: 'x', Weight: 1, Failover: 'PRIMARY' },
      'InvalidInput',
    ],
    [
      'a health check that is not there',
      { ...a('x.example.com', '192.0.2.1'), HealthCheckId: 'none' },
      'NoSuchHealthCheck',
    ],
    [
      'routing by latency',
      { ...a('x.example.com', '192.0.2.1'), SetIdentifier: 'x', Region: 'us-east-1' },
      'NotSimulated',
    ],
  ])('is refused in its form for %s', (_name, record, name) => {
    const { service, route53, change } = world()
    const zone = route53.seed({ name: 'example.com' })
    expect(refusal(service, 'ChangeResourceRecordSets', change(zone, ['CREATE', record]))).toBe(name)
  })

  test('may delete and create one record; an UPSERT with another set identifier is another record', async () => {
    const { service, route53, change, pass } = world()
    const records = [{ ...a('www.example.com', '192.0.2.1'), SetIdentifier: 'a', Weight: 1 }]
    const zone = route53.seed({ name: 'example.com', records })
    const other = { ...records[0]!, SetIdentifier: 'b' }
    ask(service, 'ChangeResourceRecordSets', change(zone, ['UPSERT', other]))
    expect(route53.records(zone)).toHaveLength(4)
    await pass(second)
    const anew = { ...other, Weight: 9 }
    ask(service, 'ChangeResourceRecordSets', change(zone, ['DELETE', other], ['CREATE', anew]))
    expect(route53.records(zone).at(-1)).toMatchObject({ SetIdentifier: 'b', Weight: 9 })
  })

  test('is carried out as a whole or not at all, and the same UPSERT twice is as once', async () => {
    const names = fc.constantFrom('a.example.com', 'b.example.com', 'example.com', 'c.example.org')
    const record = fc.tuple(names, fc.integer({ min: 1, max: 3 })).map(([name, last]) => a(name, `192.0.2.${last}`))
    const action = fc.constantFrom('CREATE', 'DELETE', 'UPSERT')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(action, record), { minLength: 1, maxLength: 4 }), async changes => {
        const { service, route53, change, pass } = world()
        const zone = route53.seed({ name: 'example.com', records: [a('a.example.com', '192.0.2.1')] })
        const before = route53.records(zone)
        const send = async () => ask(service, 'ChangeResourceRecordSets', change(zone, ...changes))
        const failed = await send().then(
          () => undefined,
          error => error.name,
        )
        if (failed) {
          expect(failed).toBe('InvalidChangeBatch')
          expect(route53.records(zone)).toBe(before)
          return
        }
        const once = route53.records(zone)
        await pass(second)
        if (changes.every(([each]) => each === 'UPSERT')) {
          await send()
          expect(route53.records(zone)).toEqual(once)
        }
        await pass(5 * minute)
        const { ResourceRecordSets } = ask(service, 'ListResourceRecordSets', { HostedZoneId: zone })
        for (const { Name, Type, ResourceRecords } of ResourceRecordSets) {
          if (Type !== 'A') continue
          const answer = route53.answer({ name: Name, type: 'A', place: 'oceania' })
          expect(answer).toMatchObject({ values: ResourceRecords.map(({ Value }: { Value: string }) => Value) })
        }
      }),
      { numRuns: 60 },
    )
  })

  test('that overtakes another is not undone by it', async () => {
    const { service, route53, change, pass, values, lifecycle } = world()
    const zone = route53.seed({ name: 'example.com', records: [a('www.example.com', '192.0.2.1')] })
    lifecycle.override({ transition: 'route53.change.reaching', seconds: 80, times: 4 })
    ask(service, 'ChangeResourceRecordSets', change(zone, ['UPSERT', a('www.example.com', '192.0.2.2')]))
    await pass(second)
    lifecycle.override({ transition: 'route53.change.reaching', seconds: 5 })
    ask(service, 'ChangeResourceRecordSets', change(zone, ['UPSERT', a('www.example.com', '192.0.2.3')]))
    await pass(10 * second)
    expect(values('www.example.com')).toEqual(['192.0.2.3'])
    await pass(2 * minute)
    expect(values('www.example.com')).toEqual(['192.0.2.3'])
  })
})

describe('answers', () => {
  test('stand for wildcards, know what is not there, and tell how long that may be kept', () => {
    const { route53, values } = world()
    route53.seed({
      name: 'example.com',
      records: [
        ...[a('*.example.com', '192.0.2.1'), a('deep.host.example.com', '192.0.2.2')],
        { Name: 'old.example.com', Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: 'new.example.com' }] },
      ],
    })
    expect(values('anything.example.com')).toEqual(['192.0.2.1'])
    expect(values('other.host.example.com')).toEqual({ kind: 'nothing', exists: false, ttl: 900 })
    expect(values('host.example.com')).toEqual({ kind: 'nothing', exists: true, ttl: 900 })
    expect(values('old.example.com')).toEqual({ kind: 'name', name: 'new.example.com.', ttl: 300 })
    expect(values('www.example.net')).toBeUndefined()
    expect(values(virginia)).toEqual(['198.51.100.1'])
  })

  test('of a private zone are given in its VPC only, and there alone', () => {
    const { route53 } = world()
    route53.seed({ name: 'example.com', records: [a('www.example.com', '192.0.2.1')] })
    route53.seed({
      name: 'example.com',
      vpcs: [{ VPCId: 'vpc-1', VPCRegion: 'us-east-1' }],
      records: [a('db.example.com', '10.0.0.1')],
    })
    const from = (name: string, vpcId?: string) =>
      route53.answer({ name, type: 'A', place: 'americas', ...(vpcId && { vpcId }) })
    expect(from('db.example.com')).toMatchObject({ kind: 'nothing' })
    expect(from('db.example.com', 'vpc-1')).toMatchObject({ values: ['10.0.0.1'] })
    expect(from('www.example.com', 'vpc-1')).toMatchObject({ kind: 'nothing' })
  })

  test('names are the same however they are written', () => {
    expect(normalName('WWW.Example.com')).toBe('www.example.com.')
    expect(normalName('*.example.com.')).toBe('\\052.example.com.')
    fc.assert(fc.property(fc.string({ maxLength: 20 }), name => normalName(normalName(name)) === normalName(name)))
  })
})

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

describe('lists', () => {
  test('of zones begin at a name and go on past it; pages may be as small as one', () => {
    const { service, route53 } = world({ pageSize: 1 })
    for (const name of ['example.org', 'example.com', 'blog.example.com']) route53.seed({ name })
    const names: string[] = []
    let next: { DNSName?: string; HostedZoneId?: string } | undefined = { DNSName: 'example.com' }
    while (next) {
      const { HostedZones, IsTruncated, NextDNSName, NextHostedZoneId } = ask(service, 'ListHostedZonesByName', next)
      names.push(...HostedZones.map(({ Name }: { Name: string }) => Name))
      next = IsTruncated ? { DNSName: NextDNSName, HostedZoneId: NextHostedZoneId } : undefined
    }
    expect(names).toEqual(['example.com.', 'blog.example.com.', 'example.org.'])
    const first = ask(service, 'ListHostedZones', {})
    expect(ask(service, 'ListHostedZones', { Marker: first.NextMarker }).HostedZones[0].Name).toBe('example.com.')
    expect(refusal(service, 'ListHostedZonesByName', { HostedZoneId: 'Z' })).toBe('InvalidInput')
  })

  test('of records come in the order of names from the right, page by page', () => {
    const { service, route53 } = world({ pageSize: 2 })
    const records = ['b.example.com', 'a.b.example.com', 'a-b.example.com', 'a.example.com', 'ab.example.com'].map(
      name => a(name, '192.0.2.1'),
    )
    const zone = route53.seed({ name: 'example.com', records })
    const names: string[] = []
    let start: object | undefined = {}
    while (start) {
      const page = ask(service, 'ListResourceRecordSets', { HostedZoneId: zone, ...start })
      names.push(...page.ResourceRecordSets.map(({ Name, Type }: { Name: string; Type: string }) => `${Type} ${Name}`))
      start = page.IsTruncated
        ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType }
        : undefined
    }
    expect(names).toEqual([
      ...['NS example.com.', 'SOA example.com.', 'A a-b.example.com.', 'A a.example.com.', 'A ab.example.com.'],
      ...['A b.example.com.', 'A a.b.example.com.'],
    ])
  })

  test('tags are kept on zones and checks, and IAM is told of them', () => {
    const { service, route53 } = world()
    const zone = route53.seed({ name: 'example.com' })
    const target = { ResourceType: 'hostedzone', ResourceId: zone }
    ask(service, 'ChangeTagsForResource', { ...target, AddTags: [{ Key: 'run', Value: 'one' }] })
    expect(ask(service, 'ListTagsForResource', target).ResourceTagSet.Tags).toEqual([{ Key: 'run', Value: 'one' }])
    expect(route53.contextOf(`arn:aws:route53:::hostedzone/${zone}`)).toEqual({ 'aws:ResourceTag/run': 'one' })
  })
})

describe('the API', () => {
  function door() {
    const services: Route53['service'][] = []
    const small = smallWorld(services)
    const chance = chanceFrom('small world')
    const around = { region: 'us-east-1', accountId: ACCOUNT, clock: small.clock, chance }
    const cloudWatch = new CloudWatch({ ...around, region: 'us-west-2', lifecycle: new Lifecycle(small.clock, chance) })
    cloudWatch.seed(flag)
    const route53 = new Route53(
      { ...around, lifecycle: new Lifecycle(small.clock, chance) },
      { alarms: () => cloudWatch },
    )
    services.push(route53.service)
    const zone = route53.seed({ name: 'example.com', records: [a('www.example.com', '192.0.2.1')] })
    const client = clientFor(sdk.Route53Client, small.environment)
    return { ...small, route53, zone, client }
  }

  test('speaks with the real client: zones, records, changes and health checks', async () => {
    const { client, settled, zone, clock } = door()
    const found = await settled(client.send(new sdk.ListHostedZonesByNameCommand({ DNSName: 'example.com' })))
    expect(found.HostedZones?.[0]).toMatchObject({ Id: `/hostedzone/${zone}`, ResourceRecordSetCount: 3 })
    const whole = await settled(client.send(new sdk.GetHostedZoneCommand({ Id: found.HostedZones?.[0]?.Id ?? '' })))
    expect(whole.DelegationSet?.NameServers).toHaveLength(4)
    const check = new sdk.CreateHealthCheckCommand({ CallerReference: 'flag', HealthCheckConfig: onFlag })
    const { HealthCheck } = await settled(client.send(check))
    expect(HealthCheck?.CloudWatchAlarmConfiguration).toMatchObject({ Threshold: 1, Namespace: 'Muster' })
    const record = {
      ...a('api.example.com', '192.0.2.9'),
      SetIdentifier: 'x',
      Weight: 5,
      HealthCheckId: HealthCheck?.Id,
    }
    const ChangeBatch = { Comment: 'a & b', Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet: record }] }
    const change = new sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: `/hostedzone/${zone}`, ChangeBatch })
    const { ChangeInfo } = await settled(client.send(change))
    expect(ChangeInfo).toMatchObject({ Status: 'PENDING', Comment: 'a & b' })
    await clock.run(clock.now() + 2 * minute)
    const later = await settled(client.send(new sdk.GetChangeCommand({ Id: ChangeInfo?.Id })))
    expect(later.ChangeInfo?.Status).toBe('INSYNC')
    const list = new sdk.ListResourceRecordSetsCommand({ HostedZoneId: zone, StartRecordName: 'api.example.com' })
    const listed = await settled(client.send(list))
    expect(listed.ResourceRecordSets?.[0]).toEqual({ ...record, Name: 'api.example.com.' })
  })

  test('refuses in the client’s words', async () => {
    const { client, settled, zone } = door()
    const send = (record: object) => {
      const Changes = [{ Action: 'CREATE' as const, ResourceRecordSet: record as sdk.ResourceRecordSet }]
      const command = new sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } })
      return settled(failure(client.send(command)))
    }
    const twice = await send(a('www.example.com', '192.0.2.1'))
    const message = "Tried to create resource record set [name='www.example.com.', type='A'] but it already exists"
    expect(twice).toMatchObject({ name: 'InvalidChangeBatch', message: `[${message}]`, messages: [message] })
    expect(await send({ Name: 'x.example.com', Type: 'A' })).toMatchObject({ name: 'InvalidInput' })
    const none = settled(failure(client.send(new sdk.GetHostedZoneCommand({ Id: 'Z0' }))))
    expect(await none).toMatchObject({ name: 'NoSuchHostedZone', $metadata: { httpStatusCode: 404 } })
  })

  test('takes five requests a second, and only one change of a zone at a time; clients wait and get through', async () => {
    const { client, settled, traces, zone, clock } = door()
    const asked = Array.from({ length: 8 }, () => client.send(new sdk.ListHostedZonesCommand({})))
    const ends = await settled(Promise.allSettled(asked))
    expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'fulfilled'))
    expect(traces.filter(each => each.error === 'Throttling').length).toBeGreaterThanOrEqual(3)
    await clock.run(clock.now() + minute)
    const upsert = (address: string) => {
      const Changes = [{ Action: 'UPSERT' as const, ResourceRecordSet: a('www.example.com', address) }]
      return client.send(new sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }))
    }
    await settled(Promise.all([upsert('192.0.2.1'), upsert('192.0.2.2')]))
    expect(traces.some(each => each.error === 'PriorRequestNotComplete')).toBe(true)
  })

  test.each([
    ['unavailable', { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } }],
    ['silent', { name: 'TimeoutError' }],
  ] as const)('can be %s while names are answered and health is checked', async (condition, error) => {
    const { client, settled, route53 } = door()
    route53.setControlPlane(condition)
    expect(needs(route53.service, 'ListHostedZones', {})).toEqual([])
    expect(await settled(failure(client.send(new sdk.ListHostedZonesCommand({}))))).toMatchObject(error)
    const question = { name: 'www.example.com', type: 'A', place: 'europe' } as const
    expect(route53.answer(question)).toMatchObject({ values: ['192.0.2.1'] })
    route53.setControlPlane('up')
    expect((await settled(client.send(new sdk.ListHostedZonesCommand({})))).HostedZones).toHaveLength(1)
  })

  test('asks IAM for the zone, and tells which names, types and actions', () => {
    const { service } = world()
    const batch = { Changes: [{ Action: 'UPSERT', ResourceRecordSet: a('*.Example.com.', '192.0.2.1') }] }
    expect(needs(service, 'ChangeResourceRecordSets', { HostedZoneId: 'Z1', ChangeBatch: batch })).toEqual([
      {
        action: 'route53:ChangeResourceRecordSets',
        resource: 'arn:aws:route53:::hostedzone/Z1',
        context: {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['\\052.example.com'],
          'route53:ChangeResourceRecordSetsRecordTypes': ['A'],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
        },
      },
    ])
    expect(needs(service, 'GetChange', { Id: '/change/C1' })[0]?.resource).toBe('arn:aws:route53:::change/C1')
    expect(needs(service, 'GetHealthCheck', { HealthCheckId: 'h' })[0]?.resource).toBe(
      'arn:aws:route53:::healthcheck/h',
    )
  })
})
