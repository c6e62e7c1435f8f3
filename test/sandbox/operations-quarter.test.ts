// A quarter of drills, interrupted by one real disaster.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { drillsSchema } from '../../domain/platform-operations.ts'
import { drilledKey, machinesOf } from '../../domain/watchfulness.ts'
import type { Json } from '../../sandbox/engine/index.ts'
import { deployOperations } from '../../sandbox/operations.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import {
  at,
  call,
  DAY,
  endingsOf,
  executionsOf,
  here,
  loadHandlers,
  recordOf,
  settled,
  worldOf,
} from './operations-world.ts'

jest.setTimeout(180_000)

beforeAll(loadHandlers)

describe('a quarter', () => {
  let world: World
  const begins = at('2030-03-04T07:00:00Z')

  beforeAll(async () => {
    world = await worldOf({ drills: drillsSchema.parse({ timeZone: 'Europe/Berlin' }) }, 'quarter')
    deployOperations(world, here, 'rate(1 day)')
    // Two attempts for March's drill, and May's schedule is called five minutes late.
    world.lifecycle.override({ transition: 'scheduler.invocation', resource: 'monitoring-loss', outcome: 'twice' })
    world.lifecycle.override({ transition: 'scheduler.invocation', resource: 'file-deletion', seconds: 300 })
    await world.clock.run(at('2030-04-08T07:55:00Z'))
    world.visitors.start()
    // April's drill of the database has begun when the database is corrupted for good.
    await world.clock.run(at('2030-04-08T08:01:00Z'))
    disasterFor('database-corruption').strike(world)
    await world.clock.run(at('2030-04-08T08:01:30Z'))
    const input = { ...disasterFor('database-corruption').request(world), damagedAt: '2030-04-08T08:01:00Z' }
    await settled(
      world,
      call(world, 'start-run', {
        ...{ scenario: 'database-corruption', mode: 'recover', input, reason: 'orders are gone' },
        ...{ requestedBy: { kind: 'iam', id: 'oncall/ana' }, key: 'client-request-1' },
      }),
    )
    await world.clock.run(at('2030-04-08T12:00:00Z'))
    world.visitors.stop()
    await world.clock.run(begins + 93 * DAY)
  })

  test('has one drill of each scenario, by the wall clock, and a run for the disaster', () => {
    expect(executionsOf(world).map(({ name }) => name.replace(/-\w{8}$/, ''))).toEqual([
      'monitoring-loss-drill-20300308T0900',
      'database-corruption-drill-20300408T0800',
      'database-corruption-20300408T0801',
      'file-deletion-drill-20300508T0800',
    ])
  })

  test('gives way to the disaster: the drill ends skipped, the platform is recovered, the other drills pass', () => {
    expect(Object.values(endingsOf(world))).toEqual(['DrillPassed', 'Skipped', 'Recovered', 'DrillPassed'])
    const [, skipped] = executionsOf(world, 'drill')
    expect(skipped?.status).toBe('SUCCEEDED')
    const { name } = executionsOf(world, 'recover')[0]!
    expect(recordOf(world, keys.record(skipped?.name ?? '')).cause).toContain(`gives way to the real run ${name}`)
    expect(world.region.s3.keys(world.platform.muster.controlBucket).filter(key => key.startsWith('locks/'))).toEqual(
      [],
    )
  })

  test('remembers the drills that passed, and counts the days for one that did not', async () => {
    const looked = await settled(
      world,
      call(world, 'look-after-runs', { machines: machinesOf(world.platform, here, 'primary') as unknown as Json }),
    )
    const { daysSinceDrill } = looked as { daysSinceDrill: Record<string, number> }
    expect(daysSinceDrill).toEqual({ 'database-corruption': 92, 'file-deletion': 27, 'monitoring-loss': 88 })
    expect(recordOf(world, drilledKey('file-deletion')).run).toBe('file-deletion-drill-20300508T0800')
  })

  test('meets no call that IAM denies', () => {
    expect(world.cloud.calls.length).toBeGreaterThan(1000)
    expect(world.cloud.calls.filter(({ outcome }) => outcome === 'denied')).toEqual([])
  })
})
