// Runs that no Catch could end: the supervisor finds them, and the same machine walks them back from their record.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { Mode } from '../../domain/run.ts'
import { MOST_UNWINDS, unwindName } from '../../domain/unwind.ts'
import type { Execution } from '../../sandbox/engine/index.ts'
import { ended, type Run, type Stage, startRun } from '../../sandbox/stage.ts'
import { executionsOf, type Supervision, settled } from '../../sandbox/supervisor.ts'
import type { Misfortune } from '../../sandbox/sweep/misfortune.ts'
import { placesIn } from '../../sandbox/sweep/places.ts'
import { type Plan, planOf } from '../../sandbox/sweep/plan.ts'
import { type Subject, stageFor } from '../../sandbox/sweep/rehearse-case.ts'
import { runCase } from '../../sandbox/sweep/run-case.ts'
import { ALL_DUES, dues, measured, platform, untilStep } from '../rehearsing.ts'

const MINUTE = 60_000
// A rehearsal takes about a second; the machine may be busy.
jest.setTimeout(120_000)

const subject = (mode: Mode): Subject => ({
  scenario: 'database-corruption',
  mode,
  platform,
  input: {},
  seed: 'supervisor',
})

/** A run whose execution is stopped, as somebody in the console does it, when it begins that step. */
async function stoppedAt(step: string, supervision: Supervision = {}): Promise<{ stage: Stage; run: Run }> {
  const stage = await stageFor(subject('recover'), supervision)
  const run = startRun(stage)
  await untilStep(run, step)
  expect(run.execution.status).toBe('RUNNING')
  stop(stage, run.execution)
  return { stage, run }
}

const stop = ({ world }: Stage, { arn }: Execution) => world.engine.stopExecution(arn, { cause: 'by hand' })

const names = ({ world }: Stage, { execution }: Run) => executionsOf(world, execution).map(({ name }) => name)

const enteredStates = ({ history }: Execution) =>
  history.map(event => (event.stateEnteredEventDetails as { name?: string } | undefined)?.name)

/** Calls of the supervisor that `strikes` chooses by their number are never answered. */
function unanswered({ world }: Stage, operation: string, strikes: (nth: number) => boolean): void {
  let nth = 0
  world.edgeFaults.push(call => {
    if (call.operation !== operation || !call.caller.roleArn.includes('-supervise-')) return undefined
    nth += 1
    return strikes(nth) ? { kind: 'response-lost' } : undefined
  })
}

describe('StopExecution, wherever the run stands', () => {
  describe.each(['recover', 'drill'] as const)('%s', mode => {
    let plan: Plan

    beforeAll(async () => {
      plan = await planOf(subject(mode), { kinds: ['stopped'], only: '', sample: 6, seed: 'supervisor' })
    })

    test('what was done is undone, or held after the cutover; lock, record, message and the next run are in order', async () => {
      expect(plan.misfortunes).toHaveLength(6)
      const verdicts = []
      for (const each of plan.misfortunes as readonly Misfortune[])
        verdicts.push(await runCase(plan.subject, each, placesIn(plan)))
      expect(verdicts.filter(({ faults }) => faults.length > 0)).toEqual([])
      expect(new Set(verdicts.map(({ ending }) => ending)).size).toBeGreaterThan(1)
    })
  })
})

describe('the supervisor', () => {
  test('leaves alone a run that came to an ending of its own', async () => {
    const stage = await stageFor({ ...subject('recover'), input: { damagedAt: 'yesterday' } })
    const run = startRun(stage)
    await ended(run)
    await stage.world.clock.run(stage.world.clock.now() + 20 * MINUTE)

    expect(run.execution).toMatchObject({ status: 'FAILED', error: 'Refused' })
    expect(names(stage, run)).toEqual([run.id])
  })

  test('twice at once starts one unwinding', async () => {
    const { stage, run } = await stoppedAt('available', { copies: 2 })

    const last = await settled(stage.world, run.execution)

    expect(last.error).toBe('RolledBack')
    expect(names(stage, run)).toEqual([run.id, unwindName(run.id, 1)])
  })

  test('finds a run of which no event told, within ten minutes', async () => {
    const { stage, run } = await stoppedAt('available', { events: false })

    await stage.world.clock.run(stage.world.clock.now() + 10 * MINUTE)
    expect(names(stage, run)).toEqual([run.id, unwindName(run.id, 1)])
    expect((await settled(stage.world, run.execution)).error).toBe('RolledBack')
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('that dies half way, again and again, still starts one unwinding', async () => {
    const stage = await stageFor(subject('recover'))
    const run = startRun(stage)
    // Three tries of the client and three of Lambda: every answer to StartExecution is lost, the start is not.
    unanswered(stage, 'states:StartExecution', nth => nth <= 9)
    await untilStep(run, 'available')
    stop(stage, run.execution)

    expect((await settled(stage.world, run.execution)).error).toBe('RolledBack')
    expect(names(stage, run)).toEqual([run.id, unwindName(run.id, 1)])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('unwinds again when an unwinding was stopped itself, and the second ends what the first began', async () => {
    const { stage, run } = await stoppedAt('pointed')
    const { clock } = stage.world
    await clock.run(() => executionsOf(stage.world, run.execution).length === 2)
    const first = executionsOf(stage.world, run.execution)[1] as Execution
    await clock.run(() => enteredStates(first).includes('Have the old secret copied'))
    expect(first.status).toBe('RUNNING')
    stop(stage, first)

    const last = await settled(stage.world, run.execution)
    expect(last).toMatchObject({ name: unwindName(run.id, 2), error: 'RolledBack' })
    expect(measured(stage, { ...run, execution: last })).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('calls a person when unwinding comes to no ending five times, and not for days', async () => {
    const stage = await stageFor(subject('recover'))
    stage.world.edgeFaults.push(({ caller }) =>
      caller.roleArn.includes('-read-record-') ? { kind: 'denied' } : undefined,
    )
    const run = startRun(stage)
    await untilStep(run, 'available')
    stop(stage, run.execution)
    await stage.world.clock.run(stage.world.clock.now() + 180 * MINUTE)

    expect(names(stage, run)).toHaveLength(1 + MOST_UNWINDS)
    const calls = stage.messages.map(text => JSON.parse(text) as { kind: string; run: string; cause: string })
    const givenUp = calls.filter(({ kind }) => kind === 'given-up')
    // The event, and the looks of the ten minutes after it.
    expect(givenUp.length).toBeGreaterThanOrEqual(1)
    expect(givenUp.length).toBeLessThanOrEqual(3)
    expect(givenUp[0]).toMatchObject({ run: run.id, cause: expect.stringContaining('by hand') })
  })
})

test('no other run takes the platform before a stopped run is unwound', async () => {
  const { stage, run } = await stoppedAt('available')
  const { world } = stage
  await world.clock.run(world.clock.now() + MINUTE)
  const eager = startRun(stage)
  await ended(eager)
  expect(eager.execution.error).toBe('Refused')
  expect(eager.execution.cause).toContain('unwound first')

  expect((await settled(world, run.execution)).error).toBe('RolledBack')
  const next = startRun(stage)
  await ended(next)
  expect(next.execution.status).toBe('SUCCEEDED')
})

test('names of unwinding executions fit, say which attempt they are, and never meet those of another run', () => {
  const runId = fc.stringMatching(/^[a-z0-9-]{1,80}$/)
  fc.assert(
    fc.property(runId, runId, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (a, b, first, second) => {
      const name = unwindName(a, first)
      expect(name.length).toBeLessThanOrEqual(80)
      expect(name.endsWith(`-unwind-${first}`)).toBe(true)
      expect(name === unwindName(b, second)).toBe(a === b && first === second)
    }),
  )
})
