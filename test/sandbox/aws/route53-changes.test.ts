// Records of the simulated Route 53 are changed as a whole or not at all, and reach each place in their time.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ask, refusal } from './calling.ts'
import { a, alias, minute, second, virginia, world, zones } from './route53-world.ts'
import { failure } from './small-world.ts'

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
