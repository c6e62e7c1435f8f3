// The States Language by section of its specification, with what our runbooks use.
import { describe, expect, test } from '@jest/globals'
import { TaskFailure } from '../../../sandbox/engine/index.ts'
import { breaks, invoke, output, runbook, START, seconds, stage, types } from './stage.ts'

const END = { Type: 'Pass', End: true }

describe('Pass, Choice, Succeed and Fail', () => {
  test('Assign and Output both see the variables as they were when the state was entered', async () => {
    const execution = await stage().play(
      runbook({
        First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
        Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'Third' },
        Third: { Type: 'Pass', Output: { before: '{% $states.input %}', now: '{% $n %}' }, End: true },
      }),
    )
    expect(output(execution)).toEqual({ before: 1, now: 2 })
    expect(execution.history[4]?.stateExitedEventDetails).toMatchObject({ assignedVariables: { n: '2' } })
  })

  test.each([0, false, '', null])('a literal Result may be %j', async Result => {
    const execution = await stage().play({ StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } }, { n: 1 })
    expect(output(execution)).toEqual(Result)
  })

  test('a loop counts in a variable until the choice lets it out', async () => {
    const execution = await stage().play(
      runbook({
        Begin: { Type: 'Pass', Assign: { n: 0 }, Next: 'Count' },
        Count: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'Enough?' },
        'Enough?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $n >= 1000 %}', Output: '{% $n %}', Next: 'Done' }],
          Default: 'Count',
        },
        Done: { Type: 'Succeed' },
      }),
    )
    expect([execution.status, output(execution), execution.transitions]).toEqual(['SUCCEEDED', 1000, 2002])
  })

  test('the first rule that holds decides, and may assign', async () => {
    const execution = await stage().play(
      runbook({
        Which: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.size > 10 %}', Assign: { kind: 'large' }, Next: 'Say' },
            { Condition: '{% $states.input.size > 5 %}', Assign: { kind: 'middling' }, Next: 'Say' },
          ],
          Default: 'Say',
          Assign: { kind: 'small' },
        },
        Say: { Type: 'Pass', Output: '{% $kind %}', End: true },
      }),
      { size: 7 },
    )
    expect(output(execution)).toBe('middling')
  })

  test('a choice that nothing matches fails as States.Runtime', async () => {
    const choices = [{ Condition: '{% $states.input.go %}', Next: 'Done' }]
    const execution = await stage().play(runbook({ Which: { Type: 'Choice', Choices: choices }, Done: END }), {
      go: false,
    })
    expect([execution.status, execution.error]).toEqual(['FAILED', 'States.Runtime'])
  })

  test('a condition must be a boolean', async () => {
    const choices = [{ Condition: '{% $states.input.go %}', Next: 'Done' }]
    const execution = await stage().play(runbook({ Which: { Type: 'Choice', Choices: choices }, Done: END }), {
      go: 'yes',
    })
    expect(execution.error).toBe('States.QueryEvaluationError')
    expect(execution.cause).toContain("Expected 'boolean', but was 'string' for value: \"yes\"")
    expect(types(execution)).toContain('EvaluationFailed')
  })

  test('Fail says what its expressions make of the input; without them it says nothing', async () => {
    const loud = { Type: 'Fail', Error: '{% $states.input.name %}', Cause: "{% 'leftovers: ' & $states.input.count %}" }
    const execution = await stage().play(runbook({ Stop: loud }), { name: 'RollbackIncomplete', count: 2 })
    expect([execution.status, execution.error, execution.cause]).toEqual([
      'FAILED',
      'RollbackIncomplete',
      'leftovers: 2',
    ])
    const silent = await stage().play(runbook({ Stop: { Type: 'Fail' } }))
    expect([silent.error, silent.cause, silent.history.at(-1)?.executionFailedEventDetails]).toEqual([
      undefined,
      undefined,
      {},
    ])
  })
})

describe('Wait', () => {
  const wait = (rest: object) => runbook({ Wait: { Type: 'Wait', ...rest, End: true } })

  test('waits for seconds and until moments of virtual time, and not at all for a moment in the past', async () => {
    expect(seconds(await stage().play(wait({ Seconds: '{% $states.input %}' }), 90))).toBe(90)
    expect(seconds(await stage().play(wait({ Timestamp: '2026-03-01T09:00:00+00:30' })))).toBe(1800)
    expect(seconds(await stage().play(wait({ Timestamp: '2026-02-01T00:00:00Z' })))).toBe(0)
  })

  test('refuses a negative number, a fraction, and 2^31 seconds', async () => {
    const failing = await Promise.all(
      [-1, 1.5, 2 ** 31 + 1].map(n => stage().play(wait({ Seconds: '{% $states.input %}' }), n)),
    )
    const [negative, fraction, long] = failing.map(each => each.error)
    expect([negative, fraction, long]).toEqual([
      'States.QueryEvaluationError',
      'States.QueryEvaluationError',
      'States.Runtime',
    ])
  })

  test('sleeps as its surroundings say', async () => {
    const asked: object[] = []
    const sleep = async (request: object) => void asked.push(request)
    const execution = await stage({ hooks: { sleep } }).play(wait({ Seconds: 3600 }))
    expect(seconds(execution)).toBe(0)
    expect(asked).toEqual([{ executionArn: execution.arn, stateName: 'Wait', milliseconds: 3_600_000 }])
  })
})

describe('Task with Retry and Catch', () => {
  test('waits longer before every attempt, up to the cap, and then goes to the catcher', async () => {
    const moments: number[] = []
    const functions = {
      restore: (_: unknown, { clock }: { clock: { now(): number } }) => {
        moments.push((clock.now() - START) / 1000)
        throw new TaskFailure('Throttled', 'slow down')
      },
    }
    const execution = await stage({ functions }).play(
      runbook({
        Restore: invoke('restore', {
          Retry: [
            { ErrorEquals: ['Throttled'], IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 3, MaxDelaySeconds: 10 },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Assign: { why: '{% $states.errorOutput %}' }, Next: 'Undo' }],
          End: true,
        }),
        Undo: { Type: 'Pass', Output: '{% $why %}', End: true },
      }),
    )
    expect(moments).toEqual([0, 2, 8, 18, 28])
    expect(output(execution)).toEqual({ Error: 'Throttled', Cause: 'slow down' })
    expect(types(execution).filter(each => each === 'TaskScheduled')).toHaveLength(5)
  })

  test('the count of retries is in the context, and the arguments are evaluated again', async () => {
    const seen: unknown[] = []
    const functions = {
      poll: (payload: unknown) => {
        seen.push(payload)
        if (seen.length < 3) throw new TaskFailure('NotYet')
        return 'ready'
      },
    }
    const Arguments = { FunctionName: 'poll', Payload: { retry: '{% $states.context.State.RetryCount %}' } }
    const execution = await stage({ functions }).play(
      runbook({
        Poll: invoke('poll', {
          Arguments,
          Retry: [{ ErrorEquals: ['NotYet'] }],
          Output: '{% $states.result.Payload %}',
          End: true,
        }),
      }),
    )
    expect(seen).toEqual([{ retry: 0 }, { retry: 1 }, { retry: 2 }])
    expect(output(execution)).toBe('ready')
  })

  test('a retrier that is used up leaves the error to the catchers, not to the next retrier', async () => {
    let calls = 0
    const functions = {
      flaky: () => {
        calls += 1
        throw new TaskFailure('Flaky')
      },
    }
    const Retry = [
      { ErrorEquals: ['Flaky'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
    ]
    const execution = await stage({ functions }).play(runbook({ Do: invoke('flaky', { Retry, End: true }) }))
    expect([calls, execution.status, execution.error]).toEqual([2, 'FAILED', 'Flaky'])
  })

  test('full jitter draws the delay from the seed', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }]
    const play = (seed: string) =>
      stage({ functions: { f: breaks() }, seed }).play(runbook({ Do: invoke('f', { Retry, End: true }) }))
    const [first, again, other] = [await play('one'), await play('one'), await play('two')].map(seconds)
    expect(first).toBe(again)
    expect(first).not.toBe(other)
    expect(first).toBeLessThan(100)
  })

  test('States.ALL takes no States.Runtime, and neither does a catcher that names it', async () => {
    const Catch = [
      { ErrorEquals: ['States.Runtime'], Next: 'Saved' },
      { ErrorEquals: ['States.ALL'], Next: 'Saved' },
    ]
    const inner = {
      StartAt: 'Which',
      States: { Which: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Never' }] }, Never: END },
    }
    const execution = await stage().play(
      runbook({ Both: { Type: 'Parallel', Branches: [inner], Catch, End: true }, Saved: END }),
    )
    expect([execution.status, execution.error]).toEqual(['FAILED', 'States.Runtime'])
  })

  test('a failing expression can be caught', async () => {
    const Catch = [
      { ErrorEquals: ['States.QueryEvaluationError'], Output: '{% $states.errorOutput.Error %}', Next: 'Saved' },
    ]
    const execution = await stage({ functions: { f: () => ({}) } }).play(
      runbook({ Do: invoke('f', { Output: '{% $states.result.Payload.missing %}', Catch, End: true }), Saved: END }),
    )
    expect(output(execution)).toBe('States.QueryEvaluationError')
    expect(types(execution)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'EvaluationFailed',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ])
  })

  test('a payload that is a string is sent as it stands, so it must be JSON text', async () => {
    const functions = { echo: (payload: unknown) => payload as string }
    const once = (Payload: string) =>
      stage({ functions }).play(
        runbook({
          Do: invoke('echo', {
            Arguments: { FunctionName: 'echo', Payload },
            Output: '{% $states.result.Payload %}',
            End: true,
          }),
        }),
      )
    expect(output(await once('"quoted"'))).toBe('quoted')
    expect((await once('bare')).error).toBe('Lambda.InvalidRequestContentException')
  })

  test('a function that is in another region cannot be reached', async () => {
    const far = 'arn:aws:lambda:eu-central-1:111122223333:function:restore'
    const execution = await stage({ functions: { restore: () => 1 } }).play(runbook({ Do: invoke(far, { End: true }) }))
    expect(execution.error).toBe('Lambda.ResourceNotFoundException')
  })

  test('another rejection than TaskFailure is a fault of the rehearsal and ends it', async () => {
    const functions = { f: () => Promise.reject(new TypeError('a bug')) }
    await expect(
      stage({ functions }).play(
        runbook({
          Do: invoke('f', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Saved' }], End: true }),
          Saved: END,
        }),
      ),
    ).rejects.toThrow('a bug')
  })
})

describe('timeouts', () => {
  test('a task that takes too long fails its state while its function goes on', async () => {
    const done: number[] = []
    const functions = {
      slow: async (_: unknown, { clock }: { clock: { sleep(ms: number): Promise<void>; now(): number } }) => {
        await clock.sleep(60_000)
        done.push((clock.now() - START) / 1000)
        return 'too late'
      },
    }
    const Catch = [{ ErrorEquals: ['States.Timeout'], Output: '{% $states.errorOutput %}', Next: 'Saved' }]
    const execution = await stage({ functions }).play(
      runbook({ Do: invoke('slow', { TimeoutSeconds: 5, Catch, End: true }), Saved: END }),
    )
    expect([seconds(execution), output(execution), done]).toEqual([5, { Error: 'States.Timeout', Cause: null }, [60]])
    expect(types(execution)).toContain('TaskTimedOut')
  })

  test('States.TaskFailed does not take a timeout', async () => {
    const functions = { slow: () => new Promise<never>(() => undefined) }
    const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'Saved' }]
    const execution = await stage({ functions }).play(
      runbook({ Do: invoke('slow', { TimeoutSeconds: 5, Catch, End: true }), Saved: END }),
    )
    expect([execution.status, execution.error]).toEqual(['FAILED', 'States.Timeout'])
  })

  test('the time of the whole machine reaches no catcher', async () => {
    const functions = { slow: () => new Promise<never>(() => undefined) }
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Saved' }]
    const execution = await stage({ functions }).play(
      runbook({ Do: invoke('slow', { Catch, End: true }), Saved: END }, { TimeoutSeconds: 30 }),
    )
    expect([execution.status, execution.error, seconds(execution)]).toEqual(['TIMED_OUT', 'States.Timeout', 30])
    expect(types(execution).at(-1)).toBe('ExecutionTimedOut')
  })
})

describe('Parallel', () => {
  test('gives the outputs of its branches in their order', async () => {
    const branch = (n: number) => ({
      StartAt: `Wait ${n}`,
      States: { [`Wait ${n}`]: { Type: 'Wait', Seconds: n, Output: `{% $states.input & '-${n}' %}`, End: true } },
    })
    const execution = await stage().play(
      runbook({ All: { Type: 'Parallel', Branches: [branch(3), branch(1), branch(2)], End: true } }),
      'x',
    )
    expect([output(execution), seconds(execution)]).toEqual([['x-3', 'x-1', 'x-2'], 3])
  })

  test('a failing branch aborts the others, whose functions go on; the error is the branch’s own', async () => {
    const done: string[] = []
    const functions = {
      slow: async (_: unknown, { clock }: { clock: { sleep(ms: number): Promise<void> } }) => {
        await clock.sleep(60_000)
        done.push('slow')
        return null
      },
      broken: async (_: unknown, { clock }: { clock: { sleep(ms: number): Promise<void> } }) => {
        await clock.sleep(1000)
        throw new TaskFailure('Broken', 'beyond repair')
      },
    }
    const Branches = [
      { StartAt: 'Slow', States: { Slow: invoke('slow', { End: true }) } },
      { StartAt: 'Fails', States: { Fails: invoke('broken', { End: true }) } },
      { StartAt: 'Waits', States: { Waits: { Type: 'Wait', Seconds: 600, End: true } } },
    ]
    const Catch = [{ ErrorEquals: ['Broken'], Output: '{% $states.errorOutput.Cause %}', Next: 'Saved' }]
    const execution = await stage({ functions }).play(
      runbook({ All: { Type: 'Parallel', Branches, Catch, End: true }, Saved: END }),
    )
    expect([output(execution), seconds(execution), done]).toEqual(['beyond repair', 1, ['slow']])
    const failing = execution.history.find(each => each.type === 'TaskFailed')?.id
    const after = execution.history
      .slice(failing ?? 0)
      .slice(0, 4)
      .map(each => [each.type, each.previousEventId])
    expect(after).toEqual([
      ['TaskStateAborted', failing],
      ['TaskStateAborted', failing],
      ['WaitStateAborted', failing],
      ['ParallelStateFailed', failing],
    ])
    expect(types(execution).filter(each => each === 'TaskSucceeded')).toHaveLength(0)
  })

  test('branches read the variables outside and keep their own', async () => {
    const Branches = ['a', 'b'].map(own => ({
      StartAt: `Set ${own}`,
      States: {
        [`Set ${own}`]: { Type: 'Pass', Assign: { [own]: `{% $outside & '${own}' %}` }, Next: `Read ${own}` },
        [`Read ${own}`]: { Type: 'Pass', Output: `{% $${own} %}`, End: true },
      },
    }))
    const execution = await stage().play(
      runbook({
        Begin: { Type: 'Pass', Assign: { outside: 'o' }, Next: 'Both' },
        Both: { Type: 'Parallel', Branches, Next: 'After' },
        After: { Type: 'Pass', Output: { both: '{% $states.input %}', inside: '{% $exists($a) %}' }, End: true },
      }),
    )
    expect(output(execution)).toEqual({ both: ['oa', 'ob'], inside: false })
  })
})

describe('Map', () => {
  const over = (rest: object, states: Readonly<Record<string, object>>) =>
    runbook({
      Each: { Type: 'Map', ItemProcessor: { StartAt: Object.keys(states)[0], States: states }, End: true, ...rest },
    })

  test('runs its processor over the items, with the item in the context', async () => {
    const ItemSelector = { volume: '{% $states.context.Map.Item.Value %}', at: '{% $states.context.Map.Item.Index %}' }
    const execution = await stage().play(
      over(
        { Items: '{% $states.input.volumes %}', ItemSelector },
        { Say: { Type: 'Pass', Output: "{% $states.input.volume & ' ' & $states.input.at %}", End: true } },
      ),
      { volumes: ['data', 'logs'] },
    )
    expect(output(execution)).toEqual(['data 0', 'logs 1'])
  })

  test('begins a wave of iterations before the first state, and keeps to its concurrency', async () => {
    const states = { Wait: { Type: 'Wait', Seconds: 10, End: true } }
    const execution = await stage().play(over({ MaxConcurrency: 2 }, states), [1, 2, 3, 4, 5])
    expect(seconds(execution)).toBe(30)
    expect(types(execution).slice(1, 6)).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'WaitStateEntered',
    ])
    expect(
      seconds(
        await stage().play(
          over({}, states),
          Array.from({ length: 41 }, () => 0),
        ),
      ),
    ).toBe(20)
  })

  test('no items, no iterations', async () => {
    const execution = await stage().play(over({}, { Say: END }), [])
    expect([output(execution), types(execution).length]).toEqual([[], 6])
  })

  test('the first failure aborts the other iterations; all their events point to it', async () => {
    const functions = {
      f: async (n: unknown, { clock }: { clock: { sleep(ms: number): Promise<void> } }) => {
        await clock.sleep(n === 2 ? 1000 : 5000)
        if (n === 2) throw new TaskFailure('Broken')
        return null
      },
    }
    const execution = await stage({ functions }).play(over({}, { Do: invoke('f', { End: true }) }), [1, 2, 3])
    expect([execution.status, execution.error]).toEqual(['FAILED', 'Broken'])
    const failing = execution.history.findIndex(each => each.type === 'TaskFailed')
    expect(types(execution).slice(failing)).toEqual([
      'TaskFailed',
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ])
    const pointers = execution.history.slice(failing + 1, -1).map(each => each.previousEventId)
    expect(new Set(pointers)).toEqual(new Set([failing + 1]))
  })

  test('is tried again as a whole by its own retrier', async () => {
    let calls = 0
    const functions = {
      f: () => {
        calls += 1
        if (calls === 2) throw new TaskFailure('Once')
        return calls
      },
    }
    const execution = await stage({ functions }).play(
      over(
        { MaxConcurrency: 1, Retry: [{ ErrorEquals: ['Once'] }] },
        { Do: invoke('f', { Output: '{% $states.result.Payload %}', End: true }) },
      ),
      [1, 2],
    )
    expect([output(execution), seconds(execution)]).toEqual([[3, 4], 1])
  })
})

describe('JSONata', () => {
  const evaluate = (expression: string) =>
    stage().play(runbook({ Say: { Type: 'Pass', Output: { value: `{% ${expression} %}` }, End: true } }), {
      list: [1, 2, 3],
    })

  test.each<[string, unknown]>([
    ['$partition($states.input.list, 2)', [[1, 2], [3]]],
    ['$range(1, 9, 3)', [1, 4, 7]],
    ['$range(1, 9, 9)', 1],
    ["$hash('muster', 'SHA-1')", '35be2368d129d585ed95aec72ad3d47e2a00d100'],
    ["$parse('[1, {}]')", [1, {}]],
    ['$random(7) = $random(7)', true],
    ['$states.input.list[$ > 1]', [2, 3]],
  ])('%s', async (expression, value) => {
    expect(output(await evaluate(expression))).toEqual({ value })
  })

  test.each([
    ['$gone', "The JSONata expression '$gone' specified for the field 'Output/value' returned nothing (undefined)."],
    ['$sum', 'returned an unsupported result type'],
    [
      '1 + "a"',
      'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
    ],
    ['$partition($states.input.list, 0)', 'threw an error during evaluation.'],
    ["$parse('{')", 'threw an error during evaluation.'],
    ["$hash('a', 'MD4')", 'Unknown algorithm: MD4'],
  ])('%s fails, and says why', async (expression, why) => {
    const execution = await evaluate(expression)
    expect([execution.error, execution.cause]).toEqual(['States.QueryEvaluationError', expect.stringContaining(why)])
    expect(execution.cause).toContain("An error occurred while executing the state 'Say' (entered at the event id #2).")
  })

  test('a failed evaluation follows the event before the state, until something has happened in it', async () => {
    const bad = '{% $gone %}'
    const previous = (execution: { history: readonly { type: string; previousEventId: number }[] }) =>
      execution.history.find(each => each.type === 'EvaluationFailed')?.previousEventId
    const pass = await stage().play(
      runbook({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Output: bad, End: true } }),
    )
    const task = await stage({ functions: { f: () => 1 } }).play(
      runbook({ A: invoke('f', { Output: bad, End: true }) }),
    )
    expect([previous(pass), previous(task)]).toEqual([3, 5])
  })
})
