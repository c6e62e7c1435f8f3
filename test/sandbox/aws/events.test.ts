// EventBridge and Scheduler: which rule hears of what, when a schedule comes due, and what becomes of what goes wrong.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Events, type Happened } from '../../../sandbox/aws/events/index.ts'
import { patternFrom } from '../../../sandbox/aws/events/pattern.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { Scheduler } from '../../../sandbox/aws/scheduler/index.ts'
import type { AwsError } from '../../../sandbox/aws/service.ts'
import { invokeTarget } from '../../../sandbox/aws/targets.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Engine, type Json } from '../../../sandbox/engine/index.ts'
import { Functions } from '../../../sandbox/lambda.ts'
import { account, ask, everyPage, needs, refusal, surroundings } from './calling.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const BEGIN = Date.parse('2030-03-04T00:00:00Z')
const functionArn = `arn:aws:lambda:us-east-1:${account}:function:listen`
const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:wait`
const role = `arn:aws:iam::${account}:role/caller`
const queue = `arn:aws:sqs:us-east-1:${account}:left-over`

/** A function that keeps what it is given, a machine, a role that may call both, and both services. */
function stage({ failing = 0 } = {}) {
  const around = surroundings('us-east-1', new VirtualClock(BEGIN))
  const { clock, chance, lifecycle } = around
  const iam = new Iam()
  const trust = ['scheduler.amazonaws.com', 'events.amazonaws.com']
  const allow = (Action: string, Resource: string) => ({
    Effect: 'Allow' as const,
    Action: [Action],
    Resource: [Resource],
  })
  const statements = [allow('lambda:InvokeFunction', functionArn), allow('states:StartExecution', machineArn)]
  iam.addRole({ arn: role, trust, statements: [...statements, allow('sqs:SendMessage', queue)] })
  const heard: { readonly at: number; readonly payload: Json }[] = []
  let failures = failing
  const handler = async (payload: unknown) => {
    heard.push({ at: clock.now(), payload: payload as Json })
    if (failures-- > 0) throw new Error('not now')
    return null
  }
  const functions = new Functions({ clock, chance, instant: true })
  functions.deploy({ name: 'listen', handler, environment: undefined as never, timeout: 60 })
  const hooks = { invokeLambda: async () => null }
  const engine = new Engine({ clock, chance, hooks, region: 'us-east-1', accountId: account })
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } })
  engine.createStateMachine({ name: 'wait', definition, roleArn: role })
  const measured: string[] = []
  const admitted = new Set(['rule/heard'])
  const admits = (_: string, source: string) => [...admitted].some(each => source.endsWith(each))
  const invoke = invokeTarget({ surroundings: around, iam, functions, engine, admits })
  const events = new Events(around, { invoke, measure: (metric, rule) => measured.push(`${metric} ${rule}`) })
  const allows = (roleArn: string, action: string, resource: string) =>
    iam.allows({ action, resource }, { roleArn, accountId: account }).allowed
  const scheduler = new Scheduler(around, { invoke, assumable: arn => iam.trusts(arn, trust[0]!), allows })
  return { clock, lifecycle, iam, functions, engine, events, scheduler, heard, measured, admitted }
}

const backupFailed: Happened = {
  source: 'aws.backup',
  'detail-type': 'Backup Job State Change',
  detail: { state: 'FAILED', resourceType: 'Aurora', backupJobId: 'one' },
}
const FAILED_JOBS = JSON.stringify({ source: ['aws.backup'], detail: { state: ['FAILED', 'EXPIRED'] } })
const heardRule = { Name: 'heard', EventPattern: FAILED_JOBS, targets: [{ Id: 'f', Arn: functionArn }] }

describe('event patterns', () => {
  const event = {
    source: 'aws.backup',
    detail: { state: 'FAILED', count: 3, names: ['a', 'b'], inner: { empty: null } },
  }

  test.each([
    [{ source: ['aws.backup'] }, true],
    [{ source: ['aws.backup'], detail: { state: ['COMPLETED', 'FAILED'] } }, true],
    [{ detail: { status: ['FAILED'] } }, false],
    [{ detail: { names: ['b'] } }, true],
    [{ detail: { state: [{ prefix: 'FA' }] } }, true],
    [{ detail: { state: [{ suffix: 'FA' }] } }, false],
    [{ detail: { state: [{ 'anything-but': ['FAILED'] }] } }, false],
    [{ detail: { state: [{ 'anything-but': { prefix: 'COMP' } }] } }, true],
    [{ detail: { status: [{ 'anything-but': ['FAILED'] }] } }, false],
    [{ detail: { status: [{ exists: false }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
    [{ detail: { inner: { empty: [null] } } }, true],
    [{ source: [{ wildcard: 'aws.*up' }] }, true],
    [{ detail: { $or: [{ state: ['FAILED'] }, { status: ['FAILED'] }] } }, true],
    [{ source: ['aws.backup'], $or: [{ detail: { state: ['OK'] } }, { detail: { status: ['OK'] } }] }, false],
    [{ source: [{ 'equals-ignore-case': 'AWS.Backup' }] }, true],
  ])('%j matches: %p', (pattern, expected) => {
    expect(patternFrom(JSON.stringify(pattern))(event)).toBe(expected)
  })

  test.each([
    ['not JSON', 'InvalidEventPatternException'],
    ['{}', 'InvalidEventPatternException'],
    ['{"source": "aws.backup"}', 'InvalidEventPatternException'],
    ['{"source": []}', 'InvalidEventPatternException'],
    ['{"$or": [{"source": ["a"]}]}', 'InvalidEventPatternException'],
    ['{"source": [{"cidr": "10.0.0.0/24"}]}', 'NotSimulated'],
  ])('%s is refused', (pattern, name) => {
    expect(refusal(stage().events.service, 'PutRule', { Name: 'r', EventPattern: pattern })).toBe(name)
  })

  test('a field more in the pattern never matches more events, a field more in the event never fewer', () => {
    const field = fc.constantFrom('a', 'b', 'c')
    const events = fc.dictionary(field, fc.constantFrom('x', 'y'))
    const patterns = fc.dictionary(field, fc.subarray(['x', 'y'], { minLength: 1 }), { minKeys: 1 })
    fc.assert(
      fc.property(events, patterns, field, (told, pattern, name) => {
        const matched = patternFrom(JSON.stringify(pattern))(told)
        const { [name]: _, ...fewer } = pattern
        if (matched && Object.keys(fewer).length > 0) expect(patternFrom(JSON.stringify(fewer))(told)).toBe(true)
        if (matched) expect(patternFrom(JSON.stringify(pattern))({ ...told, more: 'z' })).toBe(true)
      }),
    )
  })
})

describe('a rule', () => {
  test('hears of what its pattern matches, and its function is given the whole event', async () => {
    const { events, clock, heard, measured } = stage()
    events.seed(heardRule)
    const event = events.happened(backupFailed)
    events.happened({ ...backupFailed, detail: { state: 'COMPLETED' } })
    await clock.run(BEGIN + MINUTE)
    expect(heard.map(({ payload }) => payload)).toEqual([event])
    expect(event).toMatchObject({ version: '0', time: '2030-03-04T00:00:00Z', region: 'us-east-1', account })
    expect(measured).toEqual(['TriggeredRules heard'])
  })

  test('gives its target a part of the event, a constant or a filled template', async () => {
    const { events, clock, heard } = stage()
    const give = (Id: string, how: object) => ({ Id, Arn: functionArn, ...how })
    const InputTransformer = {
      InputPathsMap: { detail: '$.detail', id: '$.detail.backupJobId', none: '$.detail.none' },
      InputTemplate: '{"event": <detail>, "id": <id>, "text": "job <id>", "none": <none>}',
    }
    const targets = [
      give('a', { InputPath: '$.detail.state' }),
      give('b', { Input: '{"x": 1}' }),
      give('c', { InputTransformer }),
    ]
    events.seed({ ...heardRule, targets })
    events.happened(backupFailed)
    await clock.run(BEGIN + MINUTE)
    const { detail } = backupFailed
    expect(heard.map(({ payload }) => payload)).toEqual(
      expect.arrayContaining(['FAILED', { x: 1 }, { event: detail, id: 'one', text: 'job one', none: '' }]),
    )
  })

  test('whose event is late, doubled, lost or overtaken delivers late, twice, never, in another order', async () => {
    const { events, clock, lifecycle, heard } = stage()
    events.seed(heardRule)
    const override = (fault: object) => lifecycle.override({ transition: 'events.delivery', times: 1, ...fault })
    override({ seconds: 300 })
    override({ outcome: 'twice' })
    override({ outcome: 'lost' })
    for (const job of ['late', 'doubled', 'lost', 'usual'])
      events.happened({ ...backupFailed, detail: { state: 'FAILED', job } })
    await clock.run(BEGIN + 10 * MINUTE)
    const jobs = heard.map(({ payload }) => (payload as { detail: { job: string } }).detail.job)
    expect(jobs.toSorted()).toEqual(['doubled', 'doubled', 'late', 'usual'])
    expect(jobs.at(-1)).toBe('late')
    expect(heard.at(-1)?.at).toBe(BEGIN + 300_000)
  })

  test('has its function tried three times when it fails', async () => {
    const { events, clock, heard } = stage({ failing: 9 })
    events.seed(heardRule)
    events.happened(backupFailed)
    await clock.run(BEGIN + 10 * MINUTE)
    expect(heard.map(({ at }) => Math.round((at - heard[0]!.at) / MINUTE))).toEqual([0, 1, 3])
  })

  test('cannot call a function that does not admit it: the event goes to the queue, and is counted', async () => {
    const { events, clock, heard, measured } = stage()
    events.seed({
      ...heardRule,
      Name: 'stranger',
      targets: [{ Id: 'f', Arn: functionArn, DeadLetterConfig: { Arn: queue } }],
    })
    events.happened(backupFailed)
    await clock.run(BEGIN + MINUTE)
    expect(heard).toEqual([])
    expect(events.deadLetters()).toMatchObject([{ queueArn: queue, error: 'AccessDeniedException', attempts: 1 }])
    expect(measured).toEqual(['TriggeredRules stranger', 'FailedInvocations stranger'])
  })

  test('with a schedule comes due in UTC, until it is disabled', async () => {
    const { events, clock, heard } = stage()
    events.seed({ Name: 'heard', ScheduleExpression: 'rate(5 minutes)', targets: heardRule.targets })
    await clock.run(BEGIN + 16 * MINUTE)
    ask(events.service, 'DisableRule', { Name: 'heard' })
    await clock.run(BEGIN + 60 * MINUTE)
    expect(heard.map(({ payload }) => (payload as { time: string }).time)).toEqual([
      '2030-03-04T00:05:00Z',
      '2030-03-04T00:10:00Z',
      '2030-03-04T00:15:00Z',
    ])
  })

  test('starts a machine in its role’s name', async () => {
    const { events, clock, engine } = stage()
    events.seed({ ...heardRule, targets: [{ Id: 'm', Arn: machineArn, RoleArn: role, Input: '{"a": 1}' }] })
    events.happened(backupFailed)
    await clock.run(BEGIN + MINUTE)
    expect(engine.listExecutions(machineArn).map(({ input }) => input)).toEqual(['{"a":1}'])
  })

  test('is made, told, listed page by page, and deleted once it has no targets', () => {
    const { events } = stage()
    for (const Name of ['b', 'a', 'heard']) events.seed({ ...heardRule, Name })
    const names = everyPage(
      events.service,
      'ListRules',
      { Limit: 1 },
      { items: 'Rules', token: 'NextToken', next: 'NextToken' },
    )
    expect([names.pages, names.items.map(({ Name }: { Name: string }) => Name)]).toEqual([3, ['a', 'b', 'heard']])
    expect(ask(events.service, 'DescribeRule', { Name: 'a' })).toMatchObject({
      State: 'ENABLED',
      EventPattern: FAILED_JOBS,
    })
    expect(refusal(events.service, 'DeleteRule', { Name: 'a' })).toBe('ValidationException')
    expect(ask(events.service, 'ListTargetsByRule', { Rule: 'a' }).Targets).toEqual([{ Id: 'f', Arn: functionArn }])
    ask(events.service, 'RemoveTargets', { Rule: 'a', Ids: ['f'] })
    ask(events.service, 'DeleteRule', { Name: 'a' })
    expect(refusal(events.service, 'DescribeRule', { Name: 'a' })).toBe('ResourceNotFoundException')
  })
})

describe('PutEvents', () => {
  const entry = { Source: 'muster', DetailType: 'Run Ended', Detail: '{"run": "one"}' }

  test('asks IAM about the bus, with source and detail-type, and answers each entry for itself', () => {
    const { events } = stage()
    const [need] = needs(events.service, 'PutEvents', { Entries: [entry] })
    expect(need).toEqual({
      action: 'events:PutEvents',
      resource: `arn:aws:events:us-east-1:${account}:event-bus/default`,
      context: { 'events:source': 'muster', 'events:detail-type': 'Run Ended' },
    })
    const Entries = [
      entry,
      { ...entry, Source: 'aws.backup' },
      { ...entry, Detail: 'none' },
      { ...entry, DetailType: '' },
    ]
    const answer = ask(events.service, 'PutEvents', { Entries })
    expect(answer.FailedEntryCount).toBe(3)
    expect(answer.Entries.map(({ ErrorCode = 'taken' }) => ErrorCode)).toEqual([
      'taken',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'InvalidArgument',
    ])
  })

  test.each([
    [{ Entries: [] }, 'ValidationException'],
    [{ Entries: Array.from({ length: 11 }, () => entry) }, 'ValidationException'],
    [{ Entries: [{ ...entry, Detail: JSON.stringify({ long: 'x'.repeat(262_144) }) }] }, 'ValidationException'],
    [{ Entries: [{ ...entry, EventBusName: 'another' }] }, 'NotSimulated'],
  ])('refuses too few, too many, too much and other buses', (input, name) => {
    expect(refusal(stage().events.service, 'PutEvents', input)).toBe(name)
  })
})

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

test('a target in whose name nobody may call is refused as IAM refuses', () => {
  const { engine, functions, iam, clock } = stage()
  const around = surroundings('us-east-1', clock)
  const invoke = invokeTarget({ surroundings: around, iam, functions, engine, admits: () => false })
  const refused = (targetArn: string, roleArn?: string) => {
    try {
      invoke({ targetArn, roleArn, sourceArn: 'arn:of:a:rule', payload: null })
    } catch (error) {
      return (error as AwsError).name
    }
    return 'taken'
  }
  const nobody = `arn:aws:iam::${account}:role/nobody`
  expect([
    refused(functionArn),
    refused(functionArn, nobody),
    refused(machineArn, nobody),
    refused(machineArn),
  ]).toEqual(['AccessDeniedException', 'AccessDenied', 'AccessDenied', 'ValidationException'])
})
