// Nothing starts cold when it matters: functions are woken before they are needed, and a run goes on without those that are not.
import { describe, expect, test } from '@jest/globals'
import { asLambda } from '../../lambdas/as-lambda.ts'
import { ENVIRONMENT, type Environment } from '../../lambdas/environment.ts'
import { holdForOperator } from '../../lambdas/hold-for-operator/contract.ts'
import { run as quiesceWordpress } from '../../lambdas/quiesce-wordpress/handler.ts'
import { tellFailure } from '../../lambdas/tell-failure/contract.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Functions, type Handler } from '../../sandbox/lambda.ts'
import { handlersOf, scenarioNamed } from '../../sandbox/rehearse.ts'
import { closeStage, ended, setStage, startRun } from '../../sandbox/stage.ts'
import { definitionOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { placeholder } from '../../workflows/language/asl/states.ts'
import { platform } from '../rehearsing.ts'

interface State {
  readonly Type: string
  readonly Items?: readonly string[]
  readonly Arguments?: { readonly FunctionName?: string; readonly Payload?: { readonly step?: string } }
  readonly Branches?: readonly { readonly States: Record<string, State> }[]
}

const each = scenarios.flatMap(scenario => (['recover', 'drill'] as const).map(mode => ({ scenario, mode })))

const tasksIn = (states: Record<string, State>): readonly State[] =>
  Object.values(states).flatMap(state => [
    ...(state.Type === 'Task' ? [state] : []),
    ...(state.Branches ?? []).flatMap(branch => tasksIn(branch.States)),
  ])

test.each(each)(
  'everything that $scenario.name ($mode) calls when all goes well is woken before',
  ({ scenario, mode }) => {
    const { States } = JSON.parse(definitionOf(scenario, platform, mode)) as { States: Record<string, State> }
    const woken = new Set(Object.values(States).flatMap(({ Items = [] }) => Items))
    const called = tasksIn(States)
      .filter(({ Arguments }) => !/^(undo_|unwind|request$)/.test(Arguments?.Payload?.step ?? ''))
      .map(({ Arguments }) => Arguments?.FunctionName)
    // Those of a pause, and of a failure that is told.
    const rarely = [holdForOperator, tellFailure].map(placeholder)
    expect(called.filter(name => name !== undefined && !woken.has(name) && !rarely.includes(name))).toEqual([])
  },
)

test('a function that is woken does nothing, and says nothing', async () => {
  const lines: unknown[] = []
  const log = { info: () => lines.push(1), warn: () => lines.push(1), error: () => lines.push(1) }
  const environment = { log } as unknown as Environment
  expect(await asLambda(quiesceWordpress)({ wake: true }, { [ENVIRONMENT]: environment } as never)).toEqual({})
  expect(lines).toEqual([])
})

test('a run whose functions do not wake up goes on all the same', async () => {
  const scenario = scenarioNamed('file-deletion')
  const found = await handlersOf(scenario, 'drill')
  const asleep: ReadonlyMap<string, Handler> = new Map(
    [...found].map(([name, handler]): [string, Handler] => [
      name,
      async (event, context) => {
        if ((event as { wake?: boolean }).wake) throw new Error('not today')
        return handler(event, context)
      },
    ]),
  )
  const stage = await setStage({
    request: {
      ...{ scenario: 'file-deletion', mode: 'drill', seed: 'wake', platform, input: {}, faults: [] },
      approving: { kind: 'never' },
    },
    ...{ scenario, handlers: asleep, ideal: false, quick: true },
  })
  const run = startRun(stage)
  await ended(run)
  await closeStage(stage)
  expect(run.execution.status).toBe('SUCCEEDED')
})

describe('a simulated function', () => {
  async function startsOf(pauses: readonly number[]): Promise<readonly number[]> {
    const clock = new VirtualClock(0)
    const functions = new Functions({ clock, chance: chanceFrom('wake'), instant: false })
    functions.deploy({ name: 'f', handler: async () => ({}), environment: {} as Environment, timeout: 60 })
    const starts: number[] = []
    for (const pause of pauses) {
      await clock.run(clock.now() + pause * 1000)
      const begun = clock.now()
      let over = false
      void functions.invoke('f', {}).then(() => {
        over = true
      })
      await clock.run(() => over)
      starts.push((clock.now() - begun) / 1000)
    }
    return starts
  }

  test('starts cold at first and after a long sleep, and not in between', async () => {
    const [first = 0, second = 0, third = 0, fourth = 0] = await startsOf([0, 10, 240, 3600])
    expect([first, fourth].every(seconds => seconds > 0.25)).toBe(true)
    expect([second, third].every(seconds => seconds < 0.1)).toBe(true)
  })
})
