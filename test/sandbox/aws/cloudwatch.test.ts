// Metrics and alarms: what AWS's tables say of missing data, what clients of both protocols read, what is refused.
import * as sdk from '@aws-sdk/client-cloudwatch'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { alarmEvent, CloudWatch, type StateChange } from '../../../sandbox/aws/cloudwatch/index.ts'
import { judge, type Points } from '../../../sandbox/aws/cloudwatch/missing-data.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { account, ask, everyPage, needs, refusal, start, surroundings } from './calling.ts'
import { ACCOUNT, failure, smallWorld } from './small-world.ts'

const minute = 60_000
const metric = { Namespace: 'Muster', MetricName: 'SendTrafficAway' }
const flag: sdk.PutMetricAlarmCommandInput = {
  ...{ AlarmName: 'traffic-away', ...metric, Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1 },
  ...{ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
}

function world(options = {}) {
  const around = surroundings()
  const cloudWatch = new CloudWatch(around, options)
  const { service } = cloudWatch
  const put = (Value: number, more: object = {}) =>
    ask(service, 'PutMetricData', {
      Namespace: metric.Namespace,
      MetricData: [{ MetricName: metric.MetricName, Value, ...more }],
    })
  const state = () => cloudWatch.alarm('traffic-away')?.status.value
  const pass = (minutes: number) => around.clock.run(around.clock.now() + minutes * minute)
  return { ...around, cloudWatch, service, put, state, pass }
}

describe('what an alarm makes of missing data', () => {
  const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const
  const points = (drawn: string): Points =>
    [...drawn].map(each => (each === 'X' ? 'breaching' : each === '0' ? 'within' : undefined))
  const judged = (drawn: string, datapointsToAlarm: number) =>
    treatments.map(missingData => judge(points(drawn), { evaluationPeriods: 3, datapointsToAlarm, missingData }))

  test.each([
    ['0-X-X', ['OK', 'OK', 'OK', 'OK']],
    ['0----', ['OK', 'OK', 'OK', 'OK']],
    ['-----', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
    ['0XX-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['--X--', ['ALARM', 'retain', 'ALARM', 'OK']],
  ])('three of three: %s', (drawn, expected) => {
    expect(judged(drawn, 3)).toEqual(expected)
  })

  test.each([
    ['0-X-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['00X0X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0-X--', ['OK', 'OK', 'ALARM', 'OK']],
    ['----0', ['OK', 'OK', 'ALARM', 'OK']],
    ['---X-', ['ALARM', 'retain', 'ALARM', 'OK']],
  ])('two of three: %s', (drawn, expected) => {
    expect(judged(drawn, 2)).toEqual(expected)
  })

  test('a first breaching point alone is too young for an alarm', () => {
    expect(judged('----X', 3)[0]).toBe('OK')
    expect(judged('---X-', 3)[0]).toBe('OK')
  })

  test('the treatment of missing data does not matter while enough data are there', () => {
    const anyPoint = fc.constantFrom('breaching' as const, 'within' as const, undefined)
    fc.assert(
      fc.property(fc.array(anyPoint, { minLength: 5, maxLength: 5 }), fc.integer({ min: 1, max: 3 }), (drawn, m) => {
        const results = treatments.map(missingData =>
          judge(drawn, { evaluationPeriods: 3, datapointsToAlarm: m, missingData }),
        )
        if (drawn.filter(Boolean).length >= 3) expect(new Set(results).size).toBe(1)
        else if (results[3] === 'ALARM') expect(results).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM'])
      }),
    )
  })
})

describe('an alarm', () => {
  test('is INSUFFICIENT_DATA, then follows its metric, and knows nothing again some minutes after it stops', async () => {
    const { cloudWatch, service, put, state, pass } = world()
    const told: StateChange[] = []
    cloudWatch.onStateChange(change => told.push(change))
    ask(service, 'PutMetricAlarm', { ...flag, AlarmActions: ['arn:aws:sns:us-east-1:111122223333:pages'] })
    expect(state()).toBe('INSUFFICIENT_DATA')
    put(0)
    await pass(3)
    expect(state()).toBe('OK')
    put(1)
    await pass(3)
    expect(state()).toBe('ALARM')
    await pass(5)
    expect(state()).toBe('INSUFFICIENT_DATA')
    expect(told.map(({ current }) => current.value)).toEqual(['OK', 'ALARM', 'INSUFFICIENT_DATA'])
    expect(told.map(({ actions }) => actions.length)).toEqual([0, 1, 0])
    expect(alarmEvent(told[1]!).detail).toMatchObject({
      alarmName: 'traffic-away',
      state: { value: 'ALARM', timestamp: expect.stringMatching(/\+0000$/) },
      previousState: { value: 'OK' },
    })
  })

  test('keeps its state on missing data when told to', async () => {
    const { service, put, state, pass } = world()
    ask(service, 'PutMetricAlarm', { ...flag, TreatMissingData: 'ignore' })
    put(1)
    await pass(60)
    expect(state()).toBe('ALARM')
  })

  test('set by hand falls back to what its metric says within a minute; set to what it is, it calls nobody', async () => {
    const { cloudWatch, service, put, state, pass } = world()
    const told: string[] = []
    cloudWatch.onStateChange(({ current }) => told.push(current.value))
    ask(service, 'PutMetricAlarm', flag)
    put(0)
    await pass(2)
    ask(service, 'SetAlarmState', { AlarmName: 'traffic-away', StateValue: 'ALARM', StateReason: 'a trial' })
    expect(state()).toBe('ALARM')
    ask(service, 'SetAlarmState', { AlarmName: 'traffic-away', StateValue: 'ALARM', StateReason: 'again' })
    await pass(1)
    expect(state()).toBe('OK')
    expect(told).toEqual(['OK', 'ALARM', 'OK'])
  })

  test('that is replaced keeps its state and its tags, and the new settings decide from then on', async () => {
    const { service, put, state, pass, cloudWatch } = world()
    ask(service, 'PutMetricAlarm', { ...flag, Tags: [{ Key: 'run', Value: 'one' }] })
    put(1)
    await pass(2)
    ask(service, 'PutMetricAlarm', { ...flag, Threshold: 5, Tags: [{ Key: 'run', Value: 'two' }] })
    expect(state()).toBe('ALARM')
    put(1)
    await pass(2)
    expect(state()).toBe('OK')
    const arn = `arn:aws:cloudwatch:us-east-1:${account}:alarm:traffic-away`
    expect(cloudWatch.contextOf(arn)).toEqual({ 'aws:ResourceTag/run': 'one' })
    expect(ask(service, 'ListTagsForResource', { ResourceARN: arn }).Tags).toEqual([{ Key: 'run', Value: 'one' }])
  })

  test('in a dark region changes nothing, and goes on when there is light again', async () => {
    let dark = false
    const { service, put, state, pass } = world({ dark: () => dark })
    ask(service, 'PutMetricAlarm', flag)
    put(0)
    await pass(2)
    dark = true
    await pass(10)
    expect(state()).toBe('OK')
    dark = false
    await pass(1)
    expect(state()).toBe('INSUFFICIENT_DATA')
  })

  test('with its actions disabled calls nobody', async () => {
    const { cloudWatch, service, put, pass } = world()
    const actions: number[] = []
    cloudWatch.onStateChange(change => actions.push(change.actions.length))
    ask(service, 'PutMetricAlarm', { ...flag, AlarmActions: ['arn:aws:sns:us-east-1:111122223333:pages'] })
    ask(service, 'DisableAlarmActions', { AlarmNames: ['traffic-away', 'another'] })
    put(1)
    await pass(2)
    expect(actions).toEqual([0])
  })

  test('ends with the rehearsal: nothing is left on the clock', async () => {
    const { clock, cloudWatch, service } = world()
    ask(service, 'PutMetricAlarm', flag)
    cloudWatch.stop()
    await clock.run()
    expect(clock.now()).toBeLessThanOrEqual(start + minute)
  })

  test('is listed in pages, and names that do not exist are passed over', () => {
    const { service } = world({ pageSize: 2 })
    for (const AlarmName of ['c', 'a', 'b']) ask(service, 'PutMetricAlarm', { ...flag, AlarmName })
    const names = { items: 'MetricAlarms', token: 'NextToken', next: 'NextToken' }
    const { items, pages } = everyPage(service, 'DescribeAlarms', {}, names)
    expect([items.map(each => each.AlarmName).join(''), pages]).toEqual(['abc', 2])
    expect(ask(service, 'DescribeAlarms', { AlarmNames: ['b', 'none'] }).MetricAlarms).toHaveLength(1)
    expect(ask(service, 'DescribeAlarms', { StateValue: 'ALARM' }).MetricAlarms).toEqual([])
    expect(ask(service, 'DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] }).MetricAlarms).toEqual([])
    expect(refusal(service, 'DeleteAlarms', { AlarmNames: ['a', 'none'] })).toBe('ResourceNotFound')
    expect(ask(service, 'DescribeAlarms', {}).MetricAlarms).toHaveLength(2)
  })

  test('of a kind that is not simulated is refused by name, and a wrong one as AWS refuses it', () => {
    const { service } = world()
    const refused = (input: object) => refusal(service, 'PutMetricAlarm', { ...flag, ...input })
    expect(refused({ Metrics: [] })).toBe('NotSimulated')
    expect(refused({ ExtendedStatistic: 'p99' })).toBe('NotSimulated')
    expect(refused({ ComparisonOperator: 'GreaterThanUpperThreshold' })).toBe('NotSimulated')
    for (const wrong of [
      { Period: 45 },
      { EvaluationPeriods: 0 },
      { EvaluationPeriods: 2, DatapointsToAlarm: 3 },
      { Period: 3540, EvaluationPeriods: 25 },
      { TreatMissingData: 'ignored' },
      { Threshold: undefined },
      { AlarmActions: ['pages'] },
      { Statistic: 'p99' },
    ])
      expect(refused(wrong)).toBe('ValidationException')
    expect(refusal(service, 'SetAlarmState', { AlarmName: 'no', StateValue: 'OK', StateReason: '' })).toBe(
      'ResourceNotFound',
    )
  })
})

describe('a metric', () => {
  const hour = { StartTime: new Date(start - 30 * minute), EndTime: new Date(start + 30 * minute), Period: 300 }

  test('is seen some seconds after it was accepted, whole or not at all', async () => {
    const { service, put, pass } = world()
    const wanted = { ...metric, ...hour, Statistics: ['Sum', 'SampleCount'] }
    put(1)
    put(3, { Values: undefined })
    expect(ask(service, 'GetMetricStatistics', wanted).Datapoints).toEqual([])
    await pass(2)
    expect(ask(service, 'GetMetricStatistics', wanted).Datapoints).toMatchObject([{ Sum: 4, SampleCount: 2 }])
    const both = [
      { MetricName: 'SendTrafficAway', Value: 1 },
      { MetricName: 'b', Value: Number.NaN },
    ]
    expect(refusal(service, 'PutMetricData', { Namespace: 'Muster', MetricData: both })).toBe(
      'InvalidParameterValueException',
    )
    await pass(2)
    expect(ask(service, 'GetMetricStatistics', wanted).Datapoints).toMatchObject([{ Sum: 4 }])
  })

  test('with other dimensions is another metric', async () => {
    const { service, put, pass } = world()
    put(1, { Dimensions: [{ Name: 'Platform', Value: 'wordpress-prod' }] })
    await pass(2)
    expect(ask(service, 'GetMetricStatistics', { ...metric, ...hour, Statistics: ['Sum'] }).Datapoints).toEqual([])
    const { Metrics } = ask(service, 'ListMetrics', { Namespace: 'Muster', Dimensions: [{ Name: 'Platform' }] })
    expect(Metrics).toEqual([{ ...metric, Dimensions: [{ Name: 'Platform', Value: 'wordpress-prod' }] }])
  })

  test('is read in pages, newest first, as many data points as there are', async () => {
    const { service, put, pass } = world()
    for (let index = 0; index < 5; index++) put(index, { Timestamp: new Date(start - index * 5 * minute) })
    await pass(2)
    const query = { Id: 'm1', MetricStat: { Metric: metric, Period: 300, Stat: 'Maximum' } }
    const asked = { ...hour, MetricDataQueries: [query], MaxDatapoints: 2 }
    const first = ask(service, 'GetMetricData', asked)
    expect(first.MetricDataResults[0]).toMatchObject({ Values: [0, 1], StatusCode: 'PartialData' })
    const second = ask(service, 'GetMetricData', { ...asked, NextToken: first.NextToken })
    const third = ask(service, 'GetMetricData', { ...asked, NextToken: second.NextToken })
    expect(third.MetricDataResults[0]).toMatchObject({ Values: [4], StatusCode: 'Complete' })
    expect(third).not.toHaveProperty('NextToken')
    const { MetricStat: _, ...math } = { ...query, Expression: 'm1 * 2' }
    expect(refusal(service, 'GetMetricData', { ...asked, MetricDataQueries: [math] })).toBe('NotSimulated')
  })

  test('is refused as AWS refuses it', () => {
    const { service } = world()
    const refused = (datum: object, Namespace = 'Muster') =>
      refusal(service, 'PutMetricData', { Namespace, MetricData: [{ MetricName: 'm', ...datum }] })
    expect(refused({ Value: 1 }, 'AWS/Route53')).toBe('InvalidParameterValueException')
    expect(refused({})).toBe('MissingRequiredParameterException')
    expect(refused({ Value: 1, Values: [1] })).toBe('InvalidParameterCombinationException')
    expect(refused({ Value: 2 ** 361 })).toBe('InvalidParameterValueException')
    expect(refused({ Value: 1, Timestamp: new Date(start + 3 * 60 * minute) })).toBe('InvalidParameterValueException')
    expect(refused({ Value: 1, StorageResolution: 5 })).toBe('InvalidParameterValueException')
  })

  test('has the same statistics however its values were put together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 }),
        async values => {
          const summed = async (send: (put: (Value: number, more?: object) => void) => void) => {
            const { service, put, pass } = world()
            send((value, more) => put(value, more))
            await pass(2)
            const Statistics = ['Sum', 'Minimum', 'Maximum', 'SampleCount', 'Average']
            return ask(service, 'GetMetricStatistics', { ...metric, ...hour, Statistics }).Datapoints
          }
          const one = await summed(put => {
            for (const value of values) put(value)
          })
          const many = await summed(put => put(undefined as never, { Values: values }))
          expect(many).toEqual(one)
        },
      ),
      { numRuns: 10 },
    )
  })
})

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
