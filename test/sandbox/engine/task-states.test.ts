// The States Language by section of its specification: Task with Retry and Catch, and timeouts.
import { describe, expect, test } from '@jest/globals'
import { TaskFailure } from '../../../sandbox/engine/index.ts'
import { breaks, END, invoke, output, runbook, START, seconds, stage, types } from './stage.ts'

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
