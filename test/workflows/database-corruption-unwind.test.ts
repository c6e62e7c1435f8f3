// A run that is stopped from outside reaches no Catch: the same machine walks it back from its record, wherever it stood.
import { describe, expect, jest, test } from '@jest/globals'
import { type Mode, restoredClusterId } from '../../domain/run.ts'
import { closeStage, ended, type Run, type Stage, startRun, startUnwind } from '../../sandbox/stage.ts'
import {
  ALL_DUES,
  clusterId,
  clusterNames,
  dues,
  measured,
  played,
  secretFields,
  staged,
  stepNamed,
  untilStep,
} from '../rehearsing.ts'

const MINUTE = 60_000
// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)

interface Stopped {
  readonly stage: Stage
  readonly unwound: Run
  readonly secretBefore: Readonly<Record<string, unknown>>
}

/** Starts a run, stops its execution when it begins that step, and has it walked back a minute later. */
async function stoppedAt(step: string, mode: Mode): Promise<Stopped> {
  const stage = await staged({ mode })
  const { world } = stage
  const secretBefore = secretFields(world)
  const run = startRun(stage)
  await untilStep(run, step)
  expect(run.execution.status).toBe('RUNNING')
  world.engine.stopExecution(run.execution.arn, { error: 'Somebody', cause: 'stopped it in the console' })
  await world.clock.run(world.clock.now() + MINUTE)
  const unwound = { ...startUnwind(stage, run, 'its execution was stopped in the console'), before: run.before }
  await ended(unwound)
  await closeStage(stage)
  return { stage, unwound, secretBefore }
}

describe('a real run that is stopped from outside', () => {
  test.each([['while it only looks', 'workload']])(
    '%s: nothing was touched, and the platform is free',
    async (_, step) => {
      const { stage, unwound } = await stoppedAt(step, 'recover')

      expect(measured(stage, unwound)).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
      expect(dues(unwound)).toEqual(ALL_DUES)
    },
  )

  test.each([
    ['while it asks for the restore', 'restored'],
    ['while the cluster is being restored', 'available'],
    ['side by side: while the writer is created', 'created'],
    ['side by side: while the readers come up', 'readersUp'],
  ])('%s: what it made is taken away, and nobody has noticed', async (_, step) => {
    const { stage, unwound, secretBefore } = await stoppedAt(step, 'recover')

    const outcome = measured(stage, unwound)
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [], visitors: { failed: 0 } })
    expect(outcome.cause).toContain('its execution was stopped in the console')
    expect(clusterNames(stage.world)).toEqual([clusterId])
    expect(secretFields(stage.world)).toEqual(secretBefore)
    expect(dues(unwound)).toEqual(ALL_DUES)
  })

  test.each([
    ['while people decide on the cutover', 'acceptCutover'],
    ['while the writers are being stopped', 'quiet'],
    ['side by side: while lost writes are exported', 'lost'],
    ['while the secret is being pointed', 'pointed'],
    ['while pods would read the new secret', 'copied'],
  ])('%s: production is as it was, and the proved cluster is kept for the next run', async (_, step) => {
    const { stage, unwound, secretBefore } = await stoppedAt(step, 'recover')
    const restored = restoredClusterId({ id: unwound.id, mode: 'recover' }, clusterId)

    const outcome = measured(stage, unwound)
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.retained.map(({ id }) => id)).toEqual([restored])
    expect(secretFields(stage.world)).toEqual(secretBefore)
    // Served again, from the damaged cluster: what is wrong with it is still wrong, and nothing fails.
    expect(stage.world.visitors.visits.slice(-12).filter(({ seen }) => seen === 'failed')).toEqual([])
    expect(dues(unwound)).toEqual(ALL_DUES)

    const next = await played(stage, { adopt: unwound.id })
    expect(measured(stage, next)).toMatchObject({ ending: 'Recovered', leftovers: [] })
  })

  test.each([
    ['while WordPress starts on the restored cluster', 'rolledOut'],
    ['in the commit window', 'committed'],
  ])('%s: it is held, with people served by the restored cluster, and a person decides', async (_, step) => {
    const { stage, unwound } = await stoppedAt(step, 'recover')
    const restored = restoredClusterId({ id: unwound.id, mode: 'recover' }, clusterId)

    const outcome = measured(stage, unwound)
    expect(outcome).toMatchObject({ ending: 'Held', leftovers: [], visitors: { healthyAtEnd: true } })
    expect(stepNamed(outcome, 'undo_pointed')).toBeUndefined()
    expect(secretFields(stage.world).dbClusterIdentifier).toBe(restored)
    expect(clusterNames(stage.world)).toEqual([clusterId, restored])
    expect(dues(unwound)).toEqual(ALL_DUES)
  })
})

describe('a drill that is stopped from outside', () => {
  test.each([
    ['while the cluster is being restored', 'available'],
    ['side by side: while the writer comes up', 'up'],
    ['while its client connects', 'connected'],
  ])('%s: everything is taken away again', async (_, step) => {
    const { stage, unwound, secretBefore } = await stoppedAt(step, 'drill')

    expect(measured(stage, unwound)).toMatchObject({
      ending: 'RolledBack',
      leftovers: [],
      retained: [],
      visitors: { failed: 0, wrong: 0, healthyAtEnd: true },
    })
    expect(clusterNames(stage.world)).toEqual([clusterId])
    expect(secretFields(stage.world)).toEqual(secretBefore)
    expect(dues(unwound)).toEqual(ALL_DUES)
  })
})
