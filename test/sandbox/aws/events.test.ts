// EventBridge: which rule hears of what, what its targets are given, and what becomes of what goes wrong.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { patternFrom } from '../../../sandbox/aws/events/pattern.ts'
import { account, ask, everyPage, needs, refusal } from './calling.ts'
import {
  BEGIN,
  backupFailed,
  FAILED_JOBS,
  functionArn,
  heardRule,
  MINUTE,
  machineArn,
  queue,
  role,
  stage,
} from './events-world.ts'

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
