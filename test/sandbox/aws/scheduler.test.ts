// EventBridge Scheduler: when a schedule comes due, how it is paused, and what becomes of a call that fails.
import { describe, expect, test } from '@jest/globals'
import type { Json } from '../../../sandbox/engine/index.ts'
import { ask, everyPage, needs, refusal } from './calling.ts'
import { BEGIN, DAY, functionArn, MINUTE, queue, role, stage } from './events-world.ts'

const schedule = (given: object = {}) => ({
  Name: 'quarterly',
  ScheduleExpression: 'cron(0 10 8 1/3 ? *)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: {
    Arn: functionArn,
    RoleArn: role,
    Input: '{"key": "<aws.scheduler.scheduled-time>", "try": <aws.scheduler.attempt-number>}',
  },
  ...given,
})
const keysOf = (heard: readonly { readonly payload: Json }[]) =>
  heard.map(({ payload }) => (payload as { key: string }).key)

describe('a schedule', () => {
  test('comes due by the wall clock of its zone, in the minute it names, and says for when', async () => {
    const { scheduler, clock, heard } = stage()
    scheduler.seed(schedule())
    await clock.run(BEGIN + 300 * DAY)
    expect(keysOf(heard)).toEqual(['2030-04-08T08:00:00Z', '2030-07-08T08:00:00Z', '2030-10-08T08:00:00Z'])
    for (const { at, payload } of heard) expect(at - Date.parse((payload as { key: string }).key)).toBeLessThan(MINUTE)
  })

  test('may be spread over a window; what it says it was scheduled for stays', async () => {
    const { scheduler, clock, heard } = stage()
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 120 }
    scheduler.seed(schedule({ FlexibleTimeWindow }))
    await clock.run(BEGIN + 300 * DAY)
    const late = heard.map(({ at, payload }) => (at - Date.parse((payload as { key: string }).key)) / MINUTE)
    expect(late.every(minutes => minutes < 121)).toBe(true)
    expect(Math.max(...late)).toBeGreaterThan(1)
  })

  test('that is doubled or lost calls twice or not at all', async () => {
    const { scheduler, clock, lifecycle, heard } = stage()
    scheduler.seed(schedule())
    lifecycle.override({ transition: 'scheduler.invocation', outcome: 'twice', times: 1 })
    lifecycle.override({ transition: 'scheduler.invocation', outcome: 'lost', times: 1 })
    await clock.run(BEGIN + 300 * DAY)
    expect(keysOf(heard)).toEqual(['2030-04-08T08:00:00Z', '2030-04-08T08:00:00Z', '2030-10-08T08:00:00Z'])
  })

  test('is paused and goes on by updates that say everything: what is left out gets its default', async () => {
    const { scheduler, clock, heard } = stage()
    scheduler.seed(schedule({ Description: 'the drill' }))
    ask(scheduler.service, 'UpdateSchedule', schedule({ State: 'DISABLED' }))
    expect(ask(scheduler.service, 'GetSchedule', { Name: 'quarterly' })).toMatchObject({ State: 'DISABLED' })
    expect(ask(scheduler.service, 'GetSchedule', { Name: 'quarterly' }).Description).toBeUndefined()
    await clock.run(BEGIN + 100 * DAY)
    ask(scheduler.service, 'UpdateSchedule', schedule())
    await clock.run(BEGIN + 130 * DAY)
    expect(keysOf(heard)).toEqual(['2030-07-08T08:00:00Z'])
  })

  test('whose target cannot be called is tried until its policy says enough, and then goes to the queue', async () => {
    const { scheduler, clock, heard } = stage()
    const RetryPolicy = { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 }
    const Target = { ...schedule().Target, Arn: `${functionArn}-gone`, RetryPolicy, DeadLetterConfig: { Arn: queue } }
    scheduler.seed(schedule({ Target, ScheduleExpression: 'at(2030-03-05T10:00:00)', ActionAfterCompletion: 'DELETE' }))
    await clock.run(BEGIN + 2 * DAY)
    expect(heard).toEqual([])
    expect(scheduler.deadLetters()).toMatchObject([{ queueArn: queue, error: 'AccessDenied', attempts: 4 }])
    expect(JSON.parse(scheduler.deadLetters()[0]?.body ?? '{}')).toEqual({ key: '2030-03-05T09:00:00Z', try: 4 })
    expect(refusal(scheduler.service, 'GetSchedule', { Name: 'quarterly' })).toBe('ResourceNotFoundException')
  })

  test('needs leave to hand its role over, and is refused what Scheduler refuses', () => {
    const { scheduler } = stage()
    expect(needs(scheduler.service, 'CreateSchedule', schedule()).map(({ action }) => action)).toEqual([
      'scheduler:CreateSchedule',
      'iam:PassRole',
    ])
    ask(scheduler.service, 'CreateSchedule', schedule())
    expect(refusal(scheduler.service, 'CreateSchedule', schedule())).toBe('ConflictException')
    const refused = (given: object) =>
      refusal(scheduler.service, 'CreateSchedule', schedule({ Name: 'other', ...given }))
    expect(refused({ ScheduleExpression: 'cron(0 10 * * * *)' })).toBe('ValidationException')
    expect(refused({ ScheduleExpressionTimezone: 'Mars/Olympus' })).toBe('ValidationException')
    expect(refused({ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } })).toBe('ValidationException')
    expect(refused({ Target: { Arn: functionArn, RoleArn: 'nobody' } })).toBe('ValidationException')
    expect(refused({ Target: { Arn: queue, RoleArn: role } })).toBe('NotSimulated')
    expect(refused({ GroupName: 'mine' })).toBe('NotSimulated')
    const names = { items: 'Schedules', token: 'NextToken', next: 'NextToken' }
    expect(everyPage(scheduler.service, 'ListSchedules', { MaxResults: 1 }, names).items).toHaveLength(1)
    ask(scheduler.service, 'DeleteSchedule', { Name: 'quarterly' })
  })

  test('that is created twice with one token is one', () => {
    const { scheduler } = stage()
    const once = ask(scheduler.service, 'CreateSchedule', schedule({ ClientToken: 'token' }))
    expect(ask(scheduler.service, 'CreateSchedule', schedule({ ClientToken: 'token' }))).toEqual(once)
  })
})
