// Executions as the API gives them: names, stopping, limits, and what the seed decides.
import { describe, expect, test } from '@jest/globals'
import type { Execution } from '../../../sandbox/engine/index.ts'
import { type Deed, END, invoke, output, runbook, START, seconds, stage, types } from './stage.ts'

describe('starting an execution', () => {
  const waiting = runbook({ Wait: { Type: 'Wait', Seconds: 10, End: true } })

  test('a name gives the running execution again; with another input or once closed it is refused', async () => {
    const { machine, start, clock } = stage()
    const arn = machine(waiting)
    const first = start(arn, { a: 1 })
    expect(start(arn, { a: 1 })).toBe(first)
    expect(() => start(arn, { a: 2 })).toThrow(expect.objectContaining({ name: 'ExecutionAlreadyExists' }))
    await clock.run()
    expect(() => start(arn, { a: 1 })).toThrow(expect.objectContaining({ name: 'ExecutionAlreadyExists' }))
    await clock.run(START + 91 * 86_400_000)
    expect(start(arn, { a: 1 })).not.toBe(first)
  })

  test('begins at this moment, but not before the caller has gone on', async () => {
    const { machine, start, clock } = stage()
    const execution = start(machine(runbook({ Only: END })))
    expect([execution.status, types(execution)]).toEqual(['RUNNING', ['ExecutionStarted']])
    await clock.run()
    expect([execution.status, clock.now()]).toEqual(['SUCCEEDED', START])
  })

  test.each(['', 'a b', 'a/b', 'a:b', 'x'.repeat(81)])('refuses the name "%s"', name => {
    const { machine, start } = stage()
    expect(() => start(machine(waiting), {}, name)).toThrow(expect.objectContaining({ name: 'InvalidName' }))
  })

  test('refuses input that is not JSON or too large, and machines and executions that do not exist', () => {
    const { machine, engine } = stage()
    const stateMachineArn = machine(waiting)
    const begin = (input: string) => () => engine.startExecution({ stateMachineArn, name: 'run', input })
    expect(begin('{')).toThrow(expect.objectContaining({ name: 'InvalidExecutionInput' }))
    expect(begin(JSON.stringify('x'.repeat(262_144)))).toThrow(
      expect.objectContaining({ name: 'InvalidExecutionInput' }),
    )
    const nowhere = { stateMachineArn: `${stateMachineArn}x`, name: 'run', input: '{}' }
    expect(() => engine.startExecution(nowhere)).toThrow(expect.objectContaining({ name: 'StateMachineDoesNotExist' }))
    expect(() => engine.describeExecution('nobody')).toThrow(expect.objectContaining({ name: 'ExecutionDoesNotExist' }))
  })

  test('lists the newest first, by status', async () => {
    const { machine, start, clock, engine } = stage()
    const arn = machine(waiting)
    start(arn, {}, 'first')
    await clock.run()
    start(arn, {}, 'second')
    expect(engine.listExecutions(arn).map(each => each.name)).toEqual(['second', 'first'])
    expect(engine.listExecutions(arn, 'RUNNING').map(each => each.name)).toEqual(['second'])
  })

  test('redrive is refused by name', () => {
    expect(() => stage().engine.redriveExecution('x')).toThrow('RedriveExecution')
  })
})

describe('stopping', () => {
  test('tells no state, runs no catcher, and lets functions go on', async () => {
    const done: string[] = []
    const slow: Deed = async (_, { clock }) => {
      await clock.sleep(60_000)
      done.push('slow')
      return null
    }
    const { machine, start, clock, engine } = stage({ functions: { slow } })
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Saved' }]
    const execution = start(machine(runbook({ Do: invoke('slow', { Catch, End: true }), Saved: END })))
    clock.after(5000, () => void engine.stopExecution(execution.arn, { error: 'Enough', cause: 'said the operator' }))
    await clock.run()
    expect([execution.status, execution.error, seconds(execution), done]).toEqual(['ABORTED', 'Enough', 5, ['slow']])
    expect(types(execution)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'ExecutionAborted',
    ])
  })
})

describe('limits', () => {
  test('the 25,000th event is the failure of the execution, which no catcher can take', async () => {
    const execution = await stage().play(
      runbook({
        Loop: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Again' }], Default: 'Again' },
        Again: { Type: 'Pass', Next: 'Loop' },
      }),
    )
    expect([execution.status, execution.error, execution.history.length]).toEqual(['FAILED', 'States.Runtime', 25_000])
    expect(execution.cause).toContain('maximum number of history events')
  })

  test('it ends an execution from within a branch too', async () => {
    const Branches = [1, 2].map(n => ({
      StartAt: `Loop ${n}`,
      States: {
        [`Loop ${n}`]: { Type: 'Wait', Seconds: 1, Next: `Again ${n}` },
        [`Again ${n}`]: { Type: 'Pass', Next: `Loop ${n}` },
      },
    }))
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Saved' }]
    const execution = await stage({ limits: { historyEvents: 500 } }).play(
      runbook({ Both: { Type: 'Parallel', Branches, Catch, End: true }, Saved: END }),
    )
    expect([execution.status, execution.history.length, types(execution).at(-1)]).toEqual([
      'FAILED',
      500,
      'ExecutionFailed',
    ])
  })

  test('an output over 262,144 bytes of UTF-8 fails the execution; a task’s result can be caught', async () => {
    const fits = await stage().play(
      runbook({ Grow: { Type: 'Pass', Output: "{% $pad('', 262142, 'x') %}", End: true } }),
    )
    const grown = await stage().play(
      runbook({ Grow: { Type: 'Pass', Output: "{% $pad('', 131072, 'é') %}", End: true } }),
    )
    expect([fits.status, grown.status, grown.error]).toEqual(['SUCCEEDED', 'FAILED', 'States.DataLimitExceeded'])
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Saved' }]
    const functions = { large: () => 'x'.repeat(262_144) }
    const caught = await stage({ functions }).play(runbook({ Do: invoke('large', { Catch, End: true }), Saved: END }))
    expect(output(caught)).toBe('States.DataLimitExceeded')
  })

  test('so do parameters of a task, an input made for a branch, and a variable', async () => {
    const functions = { f: () => 1 }
    const large = { x: "{% $pad('', 262142, 'x') %}" }
    const Branches = [{ StartAt: 'B', States: { B: END } }]
    const failing = [
      invoke('f', { Arguments: { FunctionName: 'f', Payload: large }, End: true }),
      { Type: 'Parallel', Arguments: large, Branches, End: true },
      { Type: 'Pass', Assign: { v: large }, End: true },
    ]
    const ended = await Promise.all(failing.map(state => stage({ functions }).play(runbook({ Large: state }))))
    expect(ended.map(each => each.error)).toEqual(failing.map(() => 'States.DataLimitExceeded'))
  })

  test('an execution lasts a year at most', async () => {
    const functions = { never: () => new Promise<never>(() => undefined) }
    const execution = await stage({ functions }).play(runbook({ Do: invoke('never', { End: true }) }))
    expect([execution.status, seconds(execution)]).toEqual(['TIMED_OUT', 365 * 86_400])
  })
})

describe('the same seed', () => {
  const definition = runbook({
    Draw: {
      Type: 'Pass',
      Assign: { id: '{% $uuid() %}', r: '{% $random() %}', at: '{% $now() %}', ms: '{% $millis() %}' },
      Next: 'Mix',
    },
    Mix: { Type: 'Pass', Output: '{% $shuffle([1..20]) %}', Next: 'Each' },
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Do',
        States: { Do: invoke('f', { Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }], End: true }) },
      },
      Output: '{% [$id, $r, $at, $ms, $sum($states.result.Payload)] %}',
      End: true,
    },
  })
  const f: Deed = async (payload, { clock, attempt }) => {
    await clock.sleep(100 * Number(payload))
    if (attempt === 0 && Number(payload) % 3 === 0)
      throw new (await import('../../../sandbox/engine/index.ts')).TaskFailure('Odd')
    return payload
  }
  const play = async (seed: string) => (await stage({ functions: { f }, seed }).play(definition)) as Execution

  test('gives the same history, byte for byte; another seed gives another', async () => {
    const [one, two, other] = [await play('s'), await play('s'), await play('t')].map(each => JSON.stringify(each))
    expect(one).toBe(two)
    expect(one).not.toBe(other)
    expect(JSON.parse(one ?? '').status).toBe('SUCCEEDED')
  })

  test('tells time by the clock', async () => {
    const [, , now, millis] = output(await play('s')) as [string, number, string, number]
    expect([now, millis]).toEqual(['2026-03-01T08:00:00.000Z', START])
  })

  test('hands every event and the end to its surroundings', async () => {
    const told: string[] = []
    const hooks = {
      onEvent: (_: Execution, event: { type: string }) => void told.push(event.type),
      onEnd: (e: Execution) => void told.push(e.status),
    }
    const execution = await stage({ hooks }).play(runbook({ Only: END }))
    expect(told).toEqual([...types(execution), 'SUCCEEDED'])
  })
})
