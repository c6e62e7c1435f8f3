// Executions as the API gives them: names, tokens, nested machines, stopping, limits, and what the seed decides.
import { describe, expect, test } from '@jest/globals'
import type { Execution } from '../../../sandbox/engine/index.ts'
import { type Deed, INVOKE, invoke, output, runbook, START, seconds, stage, types } from './stage.ts'

const END = { Type: 'Pass', End: true }

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

describe('task tokens', () => {
  const ask = (rest: object = {}) =>
    runbook({
      Ask: {
        Type: 'Task',
        Resource: `${INVOKE}.waitForTaskToken`,
        Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
        End: true,
        ...rest,
      },
      Silent: END,
    })
  const silent = { Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Silent' }], TimeoutSeconds: 900 }

  /** Keeps the tokens it is given, and does something with each. */
  function asking(then: (token: string, doing: Parameters<Deed>[1]) => void) {
    const tokens: string[] = []
    const deed: Deed = (payload, doing) => {
      const { token } = payload as { token: string }
      tokens.push(token)
      then(token, doing)
      return 'asked'
    }
    return { tokens, functions: { ask: deed } }
  }

  test('the answer is the task’s result', async () => {
    const { functions } = asking((token, { clock, engine }) => {
      clock.after(60_000, () => engine.sendTaskSuccess(token, '{"approved":true}'))
    })
    const execution = await stage({ functions }).play(ask(silent))
    expect([output(execution), seconds(execution)]).toEqual([{ approved: true }, 60])
    expect(types(execution).slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded'])
  })

  test('silence times out, and an answer afterwards is too late', async () => {
    const { functions, tokens } = asking(() => undefined)
    const staged = stage({ functions })
    const execution = await staged.play(ask(silent))
    expect([execution.status, seconds(execution), types(execution).includes('TaskTimedOut')]).toEqual([
      'SUCCEEDED',
      900,
      true,
    ])
    expect(() => staged.engine.sendTaskSuccess(tokens[0] ?? '', '{}')).toThrow(
      expect.objectContaining({ name: 'TaskTimedOut' }),
    )
  })

  test('an answer that comes before the function has returned counts', async () => {
    const { functions } = asking((token, { engine }) => engine.sendTaskSuccess(token, '1'))
    const execution = await stage({ functions }).play(ask(silent))
    expect(output(execution)).toBe(1)
    expect(types(execution).filter(each => each === 'TaskSubmitted')).toEqual([])
  })

  test('a second answer, a bad output and a made-up token are refused by name', async () => {
    const refused: unknown[] = []
    const attempt = (act: () => void) => {
      try {
        act()
      } catch (error) {
        refused.push((error as Error).name)
      }
    }
    const { functions } = asking((token, { clock, engine }) =>
      clock.after(1000, () => {
        attempt(() => engine.sendTaskSuccess(token, 'not JSON'))
        engine.sendTaskFailure(token, 'Declined', 'by the operator')
        attempt(() => engine.sendTaskSuccess(token, '{}'))
        attempt(() => engine.sendTaskHeartbeat('made up'))
      }),
    )
    const execution = await stage({ functions }).play(ask(silent))
    expect(refused).toEqual(['InvalidOutput', 'TaskTimedOut', 'InvalidToken'])
    expect([execution.error, execution.cause]).toEqual(['Declined', 'by the operator'])
  })

  test('heartbeats keep the task alive; when they stop, HeartbeatTimeout takes the error', async () => {
    const { functions } = asking((token, { clock, engine }) => {
      for (const at of [20_000, 45_000]) clock.after(at, () => engine.sendTaskHeartbeat(token))
    })
    const Catch = [
      { ErrorEquals: ['States.HeartbeatTimeout'], Output: '{% $states.errorOutput.Error %}', Next: 'Silent' },
    ]
    const execution = await stage({ functions }).play(ask({ HeartbeatSeconds: 30, TimeoutSeconds: 900, Catch }))
    expect([output(execution), seconds(execution)]).toEqual(['States.Timeout', 75])
  })

  test('every attempt has its own token, and tokens come from the seed', async () => {
    const first = asking(() => undefined)
    const again = asking(() => undefined)
    const other = asking(() => undefined)
    const definition = ask({ TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] })
    const withoutSilent = { ...definition, States: { Ask: (definition as { States: { Ask: object } }).States.Ask } }
    await stage({ functions: first.functions }).play(withoutSilent)
    await stage({ functions: again.functions }).play(withoutSilent)
    await stage({ functions: other.functions, seed: 'another' }).play(withoutSilent)
    expect(new Set(first.tokens).size).toBe(2)
    expect(again.tokens).toEqual(first.tokens)
    expect(other.tokens).not.toEqual(first.tokens)
    expect(first.tokens[0]?.length).toBeLessThanOrEqual(2048)
  })
})

describe('nested executions', () => {
  const parent = (suffix: string, rest: object = {}) =>
    runbook({
      Start: {
        Type: 'Task',
        Resource: `arn:aws:states:::states:startExecution${suffix}`,
        Arguments: { StateMachineArn: '{% $states.input.child %}', Name: 'child-run', Input: { n: 1 } },
        End: true,
        ...rest,
      },
      Saved: { Type: 'Pass', End: true },
    })
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Saved' }]

  async function nest(
    suffix: string,
    child: object,
    rest: object = { Catch },
  ): Promise<{ parent: Execution; child: Execution }> {
    const { machine, start, clock, engine } = stage()
    const childArn = machine(child, 'child')
    const execution = start(machine(parent(suffix, rest), 'parent'), { child: childArn })
    await clock.run()
    return { parent: execution, child: engine.listExecutions(childArn)[0] as Execution }
  }

  const wait = { Type: 'Wait', Seconds: 60, Output: { m: '{% $states.input.n + 1 %}' }, End: true }

  test('.sync:2 waits for the child and reads its output as JSON', async () => {
    const { parent, child } = await nest('.sync:2', runbook({ Wait: wait }))
    expect([seconds(parent), output(parent)]).toEqual([
      60,
      expect.objectContaining({ Output: { m: 2 }, ExecutionArn: child.arn, Status: 'SUCCEEDED' }),
    ])
  })

  test('.sync gives the same as text, and without a suffix nothing is waited for', async () => {
    const sync = await nest('.sync', runbook({ Wait: wait }))
    expect(output(sync.parent)).toMatchObject({ Output: '{"m":2}', Input: '{"n":1}' })
    const request = await nest('', runbook({ Wait: wait }))
    expect([seconds(request.parent), seconds(request.child)]).toEqual([0, 60])
  })

  test('a child that fails is States.TaskFailed, with its description as cause', async () => {
    const { parent } = await nest(
      '.sync:2',
      runbook({ Stop: { Type: 'Fail', Error: 'Held', Cause: 'a person decides' } }),
    )
    const caught = output(parent) as { Error: string; Cause: string }
    expect([caught.Error, JSON.parse(caught.Cause)]).toEqual([
      'States.TaskFailed',
      expect.objectContaining({ Error: 'Held', Cause: 'a person decides', Status: 'FAILED' }),
    ])
  })

  test('a parent that times out stops the child', async () => {
    const { parent, child } = await nest('.sync:2', runbook({ Wait: wait }), { TimeoutSeconds: 5, Catch })
    expect([seconds(parent), child.status, seconds(child)]).toEqual([5, 'ABORTED', 5])
  })

  test('a name in use is an error of the task', async () => {
    const { machine, start, clock } = stage()
    const child = machine(runbook({ Wait: wait }), 'child')
    start(child, { n: 2 }, 'child-run')
    const execution = start(machine(parent('.sync:2', { Catch }), 'parent'), { child })
    await clock.run()
    expect(output(execution)).toMatchObject({ Error: 'StepFunctions.ExecutionAlreadyExistsException' })
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
