// A distributed Map: executions of their own for its items, failures up to a limit, and nothing seen of the parent.
import { describe, expect, test } from '@jest/globals'
import { type Execution, type Json, TaskFailure } from '../../../sandbox/engine/index.ts'
import { type Doing, invoke, output, runbook, type Staging, seconds, stage, types } from './stage.ts'

const STANDARD = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }

const TWICE = { ...invoke('work'), Output: '{% $states.result.Payload %}', End: true }

const distributed = (rest: object = {}, inside: object = TWICE): object => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: STANDARD, StartAt: 'Work', States: { Work: inside } },
  ...('Next' in rest ? {} : { End: true }),
  ...rest,
})

/** Doubles, and fails with what is odd. */
const work = (payload: Json): Json => {
  if (Number(payload) % 2 === 1) throw new TaskFailure('Odd', String(payload))
  return Number(payload) * 2
}

interface Played {
  readonly parent: Execution
  readonly children: readonly Execution[]
}

async function play(
  states: Readonly<Record<string, object>>,
  input: Json,
  functions: Staging['functions'] = { work },
): Promise<Played> {
  const children: Execution[] = []
  const onEnd = (execution: Execution) => {
    if (execution.arn.includes('/')) children.push(execution)
  }
  const parent = await stage({ functions, hooks: { onEnd } }).play(runbook(states), input)
  return { parent, children }
}

describe('a distributed Map', () => {
  test('runs each item as an execution of its own, and gives the outputs in the order of the items', async () => {
    const slowFirst = async (payload: Json, { clock }: Doing) => {
      await clock.sleep(10_000 - Number(payload))
      return Number(payload) * 2
    }
    const { parent, children } = await play({ Each: distributed({ Label: 'numbers' }) }, [2, 4, 6], { work: slowFirst })
    expect(output(parent)).toEqual([4, 8, 12])
    expect(types(parent)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ])
    expect(parent.history[3]?.mapRunStartedEventDetails).toEqual({
      mapRunArn: expect.stringMatching(/^arn:aws:states:eu-west-1:111122223333:mapRun:runbook\/numbers:[\da-f-]{36}$/),
    })
    expect(children.map(({ input }) => input)).toEqual(['6', '4', '2'])
    for (const child of children) {
      expect(child.arn).toMatch(/:execution:runbook\/numbers:[\da-f-]{36}$/)
      expect(types(child)).toEqual(expect.arrayContaining(['ExecutionStarted', 'TaskStateEntered', 'TaskSucceeded']))
    }
  })

  test('has no more of them at once than it may', async () => {
    let [open, most] = [0, 0]
    const slow = async (payload: Json, { clock }: Doing) => {
      most = Math.max(most, ++open)
      await clock.sleep(1000)
      open -= 1
      return payload
    }
    const items = Array.from({ length: 9 }, (_, index) => index)
    const { parent } = await play({ Each: distributed({ MaxConcurrency: 4 }) }, items, { work: slow })
    expect([parent.status, most]).toEqual(['SUCCEEDED', 4])
    expect(seconds(parent)).toBe(3)
  })

  test('of nothing gives nothing', async () => {
    const { parent, children } = await play({ Each: distributed() }, [])
    expect([parent.output, children.length]).toEqual(['[]', 0])
  })

  test('fails with the first failure, stops the others, and may be caught', async () => {
    const patient = async (payload: Json, { clock }: Doing) => {
      if (payload !== 1) await clock.sleep(60_000)
      return work(payload)
    }
    const Catch = [
      { ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Output: '{% $states.errorOutput %}', Next: 'Caught' },
    ]
    const states = { Each: distributed({ Catch }), Caught: { Type: 'Succeed' } }
    const { parent, children } = await play(states, [2, 1, 4], { work: patient })
    expect(output(parent)).toEqual({
      Error: 'States.ExceedToleratedFailureThreshold',
      Cause: 'The specified tolerated failure threshold was exceeded',
    })
    expect(types(parent).slice(3, 6)).toEqual(['MapRunStarted', 'MapRunFailed', 'MapStateFailed'])
    expect(children.map(({ status }) => status)).toEqual(['FAILED', 'ABORTED', 'ABORTED'])
    expect(seconds(parent)).toBe(0)
  })

  test.each<[object, Json, string]>([
    [{ ToleratedFailureCount: 1 }, [1, 2], 'SUCCEEDED [4]'],
    [{ ToleratedFailureCount: 1 }, [1, 3, 2], 'FAILED undefined'],
    [{ ToleratedFailurePercentage: 50 }, [1, 2], 'SUCCEEDED [4]'],
    [{ ToleratedFailurePercentage: 49.9 }, [1, 2], 'FAILED undefined'],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 0 }, [1, 2], 'FAILED undefined'],
    [{ ToleratedFailureCount: '{% $count($states.input) %}' }, [1, 3], 'SUCCEEDED []'],
  ])('with %j of %j ends %s', async (tolerated, items, end) => {
    const { parent } = await play({ Each: distributed({ MaxConcurrency: 1, ...tolerated }) }, items)
    expect(`${parent.status} ${parent.output}`).toBe(end)
  })

  test('shows its items neither the variables nor the map item of the parent, but its selector reads both', async () => {
    const inside = {
      Type: 'Pass',
      Output: { input: '{% $states.input %}', item: '{% $exists($states.context.Map) %}' },
      End: true,
    }
    const selected = { of: '{% $kept %}', at: '{% $states.context.Map.Item.Index %}' }
    const Keep = { Type: 'Pass', Assign: { kept: 'k' }, Next: 'Each' }
    const { parent } = await play({ Keep, Each: distributed({ ItemSelector: selected }, inside) }, ['a'])
    expect(output(parent)).toEqual([{ input: { of: 'k', at: 0 }, item: false }])
  })

  test('fails with its selector’s error', async () => {
    const { parent } = await play({ Each: distributed({ ItemSelector: '{% $states.input.nothing %}' }) }, [2, 4])
    expect(parent.error).toBe('States.QueryEvaluationError')
    expect(types(parent).slice(-4)).toEqual(['EvaluationFailed', 'MapRunFailed', 'MapStateFailed', 'ExecutionFailed'])
  })

  test('is stopped with its parent, and so are its items', async () => {
    const children: Execution[] = []
    const staged = stage({
      functions: { work: (payload, { clock }) => clock.sleep(60_000).then(() => payload) },
      hooks: { onEnd: execution => children.push(execution) },
    })
    const parent = staged.start(staged.machine(runbook({ Each: distributed() })), [2, 4])
    staged.clock.after(1000, () => staged.engine.stopExecution(parent.arn))
    await staged.clock.run()
    expect(children.map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED'])
    expect(types(parent).at(-1)).toBe('ExecutionAborted')
  })
})
