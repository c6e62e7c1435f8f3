// Alarms: what AWS’s tables say of missing data, when a state changes, who is called, and what is refused.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { alarmEvent, type StateChange } from '../../../sandbox/aws/cloudwatch/index.ts'
import { judge, type Points } from '../../../sandbox/aws/cloudwatch/missing-data.ts'
import { account, ask, everyPage, minute, refusal, start } from './calling.ts'
import { flag, world } from './cloudwatch-world.ts'

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
