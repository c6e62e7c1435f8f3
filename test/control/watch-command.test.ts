// `muster watch`: what it shows of a run, what it forecasts, and with which code it ends.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Control } from '../../control/control.ts'
import { forecastOf, stepsOf } from '../../control/run-steps.ts'
import { type Ending, endings } from '../../domain/run.ts'
import type { RunView } from '../../domain/run-view.ts'
import { scenarios } from '../../workflows/index.ts'
import { muster, onAws, question, RUN, view } from './run-commands-world.ts'

const [corruption] = scenarios.filter(({ name }) => name === 'database-corruption')

describe('muster watch', () => {
  const watching = (...views: readonly RunView[]): Partial<Control> => ({
    show: async () => views[0]!,
    async *watch() {
      yield* views
    },
  })
  const span = (name: string, enteredAt: string, exitedAt: string | null) => ({
    ...{ name, enteredAt, exitedAt },
    ...{ times: 1, failed: null },
  })
  const under = view({
    states: [
      span('Check the request', '2030-03-04T07:10:00Z', '2030-03-04T07:10:01Z'),
      span('Start the restore beside it', '2030-03-04T07:13:00Z', '2030-03-04T07:13:01Z'),
      span('The restored cluster is available', '2030-03-04T07:13:01Z', '2030-03-04T07:14:00Z'),
      span('The restored cluster is available: wait', '2030-03-04T07:14:00Z', null),
    ],
    questions: [question],
  })

  test('on a terminal shows what it waits for against what is expected, the open question and a forecast', async () => {
    const { code, stdout } = await muster(['watch', RUN, ...onAws], {
      control: watching(under, { ...under, status: 'SUCCEEDED', ending: 'Recovered' }),
      isTTY: true,
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/The restored cluster is available … running, 6 min 59 s, 8 min expected/)
    expect(stdout).toMatch(/Accept the data loss \(question a-question/)
    expect(stdout).toMatch(/Forecast: users served again at about 2030-03-04T07:[\d:Z]+, ended at about 2030-03-04T08/)
    expect(stdout).toContain('\u001b[0J')
  })

  test('elsewhere says each thing once, without a single escape', async () => {
    const control = watching(under, under, {
      ...under,
      status: 'FAILED',
      ending: 'RolledBack',
      cause: 'it\u001b[2J broke',
    })
    const { code, stdout } = await muster(['watch', RUN, ...onAws], { control })
    expect(code).toBe(2)
    expect(stdout.match(/Start the restore beside it/g)).toHaveLength(1)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('Why: it broke')
  })

  test.each(endings.map(ending => [ending]))('ends with the code of %s', async ending => {
    const codes: Readonly<Record<Ending, number>> = {
      ...{ Recovered: 0, DrillPassed: 0, Skipped: 0, RolledBack: 2, Held: 2, RollbackIncomplete: 3, Refused: 4 },
    }
    const over = view({ status: 'SUCCEEDED', ending })
    expect((await muster(['watch', RUN, ...onAws, '--json'], { control: watching(over) })).code).toBe(codes[ending])
  })

  test('says of a run that was ended from outside that somebody must look', async () => {
    const { code, stdout } = await muster(['watch', RUN, ...onAws], { control: watching(view({ status: 'ABORTED' })) })
    expect([code, stdout]).toEqual([3, expect.stringContaining('no ending of its own (ABORTED)')])
  })

  test('forecasts less and less as steps are done, and nothing while a run walks back', () => {
    const nodes = [
      'Start the restore beside it',
      'The restored cluster is available',
      'The writer is available',
      'WordPress is rolled out',
    ]
    const after = (count: number) =>
      view({ states: nodes.slice(0, count).map(name => span(name, '2030-03-04T07:13:00Z', '2030-03-04T07:14:00Z')) })
    fc.assert(
      fc.property(fc.nat(nodes.length), fc.nat(nodes.length), (a, b) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)].map(
          each => forecastOf(after(each), corruption!)?.untilEnd ?? 0,
        )
        expect(many).toBeLessThanOrEqual(few ?? 0)
      }),
    )
    const back = view({ states: [span('Delete the restored cluster', '2030-03-04T07:13:00Z', null)] })
    expect(forecastOf(back, corruption!)).toBeUndefined()
    expect(stepsOf(back, corruption!)).toMatchObject([{ phase: 'Undo', status: 'running' }])
  })
})
