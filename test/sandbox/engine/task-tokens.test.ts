// Tasks that wait for an answer by token: success, silence, refused answers, heartbeats.
import { describe, expect, test } from '@jest/globals'
import { type Deed, END, INVOKE, output, runbook, seconds, stage, types } from './stage.ts'

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
