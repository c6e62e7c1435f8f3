// The States Language by section of its specification: Parallel, and Map over items of the input.
import { describe, expect, test } from '@jest/globals'
import { TaskFailure } from '../../../sandbox/engine/index.ts'
import { END, invoke, output, runbook, seconds, stage, types } from './stage.ts'

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
