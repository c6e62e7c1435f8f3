// What the simulated Route 53 answers: by health and weight, for aliases, wildcards and private zones.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { normalName } from '../../../sandbox/aws/route53/index.ts'
import { ask } from './calling.ts'
import { a, alias, failover, minute, onFlag, oregon, second, virginia, world, zones } from './route53-world.ts'

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
