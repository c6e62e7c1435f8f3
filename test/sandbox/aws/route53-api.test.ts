// Lists, tags and permissions of Route 53, and an API that may be slow or down while names are answered.
import * as sdk from '@aws-sdk/client-route-53'
import { describe, expect, test } from '@jest/globals'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { CloudWatch } from '../../../sandbox/aws/cloudwatch/index.ts'
import { Route53 } from '../../../sandbox/aws/route53/index.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { ask, needs, refusal } from './calling.ts'
import { a, flag, minute, onFlag, world } from './route53-world.ts'
import { ACCOUNT, failure, smallWorld } from './small-world.ts'

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
