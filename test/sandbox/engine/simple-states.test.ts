// The States Language by section of its specification: Pass, Choice, Succeed, Fail and Wait.
import { describe, expect, test } from '@jest/globals'
import { END, output, runbook, seconds, stage, types } from './stage.ts'

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
