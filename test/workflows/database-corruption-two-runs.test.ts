// Bad data reaches the database: of two runs on one platform only one may hold it.
import { describe, expect, jest, test } from '@jest/globals'
import { closeStage, ended, startRun } from '../../sandbox/stage.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import { ALL_DUES, clusterNames, dues, measured, played, staged, untilStep } from '../rehearsing.ts'
import { MINUTE } from './database-corruption-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)

describe('two runs on one platform', () => {
  test('a second real run is refused and told who holds the platform; the first goes on unharmed', async () => {
    const stage = await staged()
    const first = startRun(stage)
    await untilStep(first, 'available')
    await stage.world.clock.run(stage.world.clock.now() + MINUTE)
    const second = await played(stage)

    const refused = measured(stage, second)
    expect(refused.ending).toBe('Refused')
    expect(refused.cause).toContain(`is held by run ${first.id}`)
    expect(dues(second)).toMatchObject({ record: true, report: true, told: true, lockIsFree: false })

    await ended(first)
    await closeStage(stage)
    expect(measured(stage, first)).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(dues(first)).toEqual(ALL_DUES)
  })

  test('a drill that finds a real run at work is skipped, and nobody is alarmed', async () => {
    const stage = await staged()
    const real = startRun(stage)
    await untilStep(real, 'available')
    await stage.world.clock.run(stage.world.clock.now() + MINUTE)
    const drill = await played(stage, {}, 'drill')

    expect(drill.execution.status).toBe('SUCCEEDED')
    expect(measured(stage, drill)).toMatchObject({ ending: 'Skipped', retained: [] })
    await ended(real)
    expect(measured(stage, real).ending).toBe('Recovered')
  })

  test('a real run takes the platform from a drill, which tidies up and yields', async () => {
    const stage = await staged({ mode: 'drill' })
    const drill = startRun(stage)
    await untilStep(drill, 'available')
    disasterFor('database-corruption').strike(stage.world)
    const damagedAt = new Date(stage.world.clock.now()).toISOString()
    await stage.world.clock.run(stage.world.clock.now() + MINUTE)
    const real = await played(stage, { damagedAt }, 'recover')
    await ended(drill)
    await closeStage(stage)

    expect(measured(stage, real)).toMatchObject({ ending: 'Recovered' })
    expect(measured(stage, drill)).toMatchObject({ ending: 'Skipped', retained: [] })
    expect(clusterNames(stage.world).filter(name => name.includes('-dri-'))).toEqual([])
    expect(dues(real)).toEqual(ALL_DUES)
    expect(dues(drill)).toEqual(ALL_DUES)
  })
})
