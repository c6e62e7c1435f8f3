// What CloudWatch asks of IAM, and what clients of both its protocols send and read.
import * as sdk from '@aws-sdk/client-cloudwatch'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { describe, expect, test } from '@jest/globals'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { CloudWatch } from '../../../sandbox/aws/cloudwatch/index.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { account, minute, needs } from './calling.ts'
import { flag, metric, world } from './cloudwatch-world.ts'
import { ACCOUNT, failure, smallWorld } from './small-world.ts'

describe('what IAM is asked', () => {
  const { service } = world()
  test('is the alarm by name, metrics by namespace at most, and all alarms for looking at one', () => {
    const alarm = `arn:aws:cloudwatch:us-east-1:${account}:alarm:`
    const actions = ['arn:aws:sns:us-east-1:111122223333:pages']
    expect(needs(service, 'PutMetricData', { Namespace: 'Muster' })).toEqual([
      { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': 'Muster' } },
    ])
    expect(needs(service, 'DescribeAlarms', { AlarmNames: ['a'] })[0]?.resource).toBe(`${alarm}*`)
    expect(needs(service, 'DeleteAlarms', { AlarmNames: ['a', 'b'] })).toHaveLength(2)
    expect(
      needs(service, 'PutMetricAlarm', { ...flag, AlarmActions: actions, Tags: [{ Key: 'run', Value: '1' }] }),
    ).toMatchObject([
      {
        action: 'cloudwatch:PutMetricAlarm',
        resource: `${alarm}traffic-away`,
        context: { 'cloudwatch:AlarmActions': actions },
      },
      { action: 'cloudwatch:TagResource', context: { 'aws:RequestTag/run': '1' } },
    ])
  })
})

describe.each([
  ['today’s client, in JSON', undefined],
  ['older clients, in the Query protocol', AwsQueryProtocol],
])('%s', (_name, protocol) => {
  function clients() {
    const services: CloudWatch['service'][] = []
    const small = smallWorld(services)
    const chance = chanceFrom('small world')
    const lifecycle = new Lifecycle(small.clock, chance)
    const cloudWatch = new CloudWatch({
      region: 'us-east-1',
      accountId: ACCOUNT,
      clock: small.clock,
      chance,
      lifecycle,
    })
    services.push(cloudWatch.service)
    class Client extends sdk.CloudWatchClient {
      constructor(configuration: sdk.CloudWatchClientConfig) {
        super({ ...configuration, ...(protocol && { protocol }) })
      }
    }
    return { ...small, cloudWatch, client: clientFor(Client, small.environment) }
  }

  test('puts, watches and reads', async () => {
    const { client, settled, clock, traces } = clients()
    await settled(client.send(new sdk.PutMetricAlarmCommand({ ...flag, Dimensions: [{ Name: 'P', Value: 'w' }] })))
    const datum = { MetricName: metric.MetricName, Dimensions: [{ Name: 'P', Value: 'w' }], Value: 1 }
    await settled(client.send(new sdk.PutMetricDataCommand({ Namespace: 'Muster', MetricData: [datum] })))
    await clock.run(clock.now() + 2 * minute)
    const read = await settled(client.send(new sdk.DescribeAlarmsCommand({ AlarmNames: ['traffic-away'] })))
    expect(read.MetricAlarms?.[0]).toMatchObject({ StateValue: 'ALARM', Dimensions: datum.Dimensions, Threshold: 1 })
    expect(read.MetricAlarms?.[0]?.StateUpdatedTimestamp).toBeInstanceOf(Date)
    expect(traces.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      ...['cloudwatch:PutMetricAlarm ok', 'cloudwatch:PutMetricData ok', 'cloudwatch:DescribeAlarms ok'],
    ])
  })

  test('reads errors by name', async () => {
    const { client, settled } = clients()
    const refused = (sent: Promise<unknown>) => settled(failure(sent))
    const missing = new sdk.SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'r' })
    expect(await refused(client.send(missing))).toMatchObject({ name: 'ResourceNotFound' })
    const wrong = new sdk.PutMetricAlarmCommand({ ...flag, Period: 45 })
    expect(await refused(client.send(wrong))).toMatchObject({
      Code: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
    })
  })
})
