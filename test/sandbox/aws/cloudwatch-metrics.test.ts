// Metrics: when data are seen, how they are read page by page and summed up, and what is refused.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ask, minute, refusal, start } from './calling.ts'
import { metric, world } from './cloudwatch-world.ts'

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
