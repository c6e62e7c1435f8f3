// JSONata as the States Language has it: its own functions, and what a failed evaluation says.
import { describe, expect, test } from '@jest/globals'
import { invoke, output, runbook, stage } from './stage.ts'

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
