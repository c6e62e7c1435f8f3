// Whoever looks after runs: questions that expire, runs that are late, and numbers that stop coming.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { machinesOf } from '../../domain/watchfulness.ts'
import type { Json } from '../../sandbox/engine/index.ts'
import { deployAlarms, deployOperations } from '../../sandbox/operations.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import {
  call,
  endingsOf,
  executionsOf,
  here,
  loadHandlers,
  MINUTE,
  settled,
  stateOf,
  worldOf,
} from './operations-world.ts'

jest.setTimeout(180_000)

beforeAll(loadHandlers)

describe('whoever looks after runs', () => {
  let world: World

  beforeAll(async () => {
    world = await worldOf({}, 'looking', { kind: 'never' })
    deployOperations(world, here)
    deployAlarms(world, here)
    disasterFor('database-corruption').strike(world)
    const input = disasterFor('database-corruption').request(world) as { readonly [key: string]: Json }
    const asking = { scenario: 'database-corruption', mode: 'recover', input, reason: null, key: 'client-request-2' }
    await settled(world, call(world, 'start-run', { ...asking, requestedBy: { kind: 'iam', id: 'oncall/ana' } }))
  })

  test('calls somebody before a question expires', async () => {
    let rang = false
    world.region.cloudwatch.onStateChange(({ alarm, current }) => {
      rang ||= alarm.name.endsWith('an-approval-is-expiring') && current.value === 'ALARM'
    })
    await world.clock.run(() => rang || executionsOf(world).every(({ status }) => status !== 'RUNNING'))
    expect([rang, executionsOf(world)[0]?.status]).toEqual([true, 'RUNNING'])
    await world.clock.run(world.clock.now() + 60 * MINUTE)
    expect(Object.values(endingsOf(world))).toEqual(['Refused'])
    expect(stateOf(world, 'an-approval-is-expiring')).toBe('OK')
  })

  test('says by how much a run that does not end is late', async () => {
    const [machine] = machinesOf(world.platform, here, 'primary')
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 86_400, End: true } } })
    const name = machine?.arn.split(':').at(-1) ?? ''
    world.engine.createStateMachine({ name: `${name}-endless`, definition, roleArn: 'none' })
    const arn = `${machine?.arn}-endless`
    world.engine.startExecution({ stateMachineArn: arn, name: 'endless', input: '{}' })
    await world.clock.run(world.clock.now() + (360 + 25) * MINUTE)
    const looked = await settled(world, call(world, 'look-after-runs', { machines: [{ ...machine, arn } as never] }))
    expect([machine?.dueMinutes, (looked as { overdueMinutes: number }).overdueMinutes]).toEqual([360, 25])
  })

  test('is missed when no number comes any more', async () => {
    expect(stateOf(world, 'a-run-is-stuck')).toBe('OK')
    world.region.events.stop()
    await world.clock.run(world.clock.now() + 60 * MINUTE)
    expect(stateOf(world, 'a-run-is-stuck')).toBe('ALARM')
  })
})
