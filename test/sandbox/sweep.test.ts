// A seeded sample of the sweep: whatever one thing goes wrong, the run ends as it must. `npm run sweep -- all` does the whole.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { keys, type Lock } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { ended, startRun } from '../../sandbox/stage.ts'
import { settled } from '../../sandbox/supervisor.ts'
import { arm } from '../../sandbox/sweep/arm.ts'
import { isStruck } from '../../sandbox/sweep/calls.ts'
import { type Calm, recordCalm } from '../../sandbox/sweep/calm.ts'
import { misfortunes } from '../../sandbox/sweep/enumerate.ts'
import { expected } from '../../sandbox/sweep/expected.ts'
import { kinds, nameOf, type Site } from '../../sandbox/sweep/misfortune.ts'
import { placesIn } from '../../sandbox/sweep/plan.ts'
import { changedProduction, productionOf } from '../../sandbox/sweep/production.ts'
import { type Subject, stageFor } from '../../sandbox/sweep/rehearse-case.ts'
import { runCase } from '../../sandbox/sweep/run-case.ts'
import { sampleOf } from '../../sandbox/sweep/sample.ts'
import { platform } from '../rehearsing.ts'

// A rehearsal takes about half a second; the machine may be busy.
jest.setTimeout(300_000)

const subject = (mode: Mode): Subject => ({ scenario: 'database-corruption', mode, platform, input: {}, seed: 'sweep' })
const visited = ({ invocations }: Calm) => [...new Set(invocations.map(({ step }) => step))]

describe.each(['recover', 'drill'] as const)('a sweep of database-corruption, %s', mode => {
  let calm: Calm

  beforeAll(async () => {
    calm = await recordCalm(subject(mode))
  })

  test('has a misfortune of every kind for every call, state, step and change of state of the calm run', () => {
    const all = misfortunes(calm, new Set(kinds))
    const names = all.map(nameOf)
    expect(new Set(names).size).toBe(names.length)
    expect(all.length).toBeGreaterThan(calm.sites.length * 6)
    expect(calm.sites.length).toBeGreaterThan(100)
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(kinds))
    const operations = new Set(calm.sites.map(({ operation }) => operation))
    for (const each of ['rds:RestoreDBClusterToPointInTime', 's3:PutObject', 'sns:Publish'])
      expect(operations).toContain(each)
    expect([...operations].some(each => each.startsWith('kubernetes:'))).toBe(true)
  })

  test('ends as it must in a sample, and so does the run after it', async () => {
    const sample = sampleOf(misfortunes(calm, new Set(kinds)), 18, 'sample of the tests')
    expect(sample).toEqual(sampleOf(misfortunes(calm, new Set(kinds)), 18, 'sample of the tests'))
    const placeOf = placesIn({ subject: subject(mode), visited: visited(calm) })
    const wrong = []
    for (const misfortune of sample) {
      const { name, faults } = await runCase(subject(mode), misfortune, placeOf)
      if (faults.length > 0) wrong.push({ name, faults })
    }
    expect(wrong).toEqual([])
  })
})

describe('what a sweep promises', () => {
  const at = (kind: (typeof kinds)[number], place: Parameters<typeof expected>[0]['place'], mode: Mode = 'recover') =>
    expected({ mode, kind, place, undoRefused: false, immovable: false })

  test('what passes is survived, wherever it strikes', () => {
    for (const kind of ['fails-once', 'throttled', 'times-out', 'response-lost', 'late-effect'] as const)
      for (const place of ['before', 'working', 'serving', 'closing', 'undoing'] as const)
        expect(at(kind, place)).toEqual(['Recovered'])
  })

  test('a denial ends by its place: refused, rolled back, held; incomplete only where an undo is refused', () => {
    expect(at('denied', 'before')).toEqual(['Refused'])
    expect(at('denied', 'working')).toEqual(['RolledBack'])
    expect(at('denied', 'serving')).toEqual(['Held'])
    expect(at('denied', 'undoing', 'drill')).toEqual(['RollbackIncomplete'])
    expect(
      expected({ mode: 'recover', kind: 'denied', place: 'working', undoRefused: true, immovable: false }),
    ).toEqual(['RollbackIncomplete'])
  })

  test('a denial lasts, a burst ends after five calls, everything else strikes once', () => {
    const aim: Site = { verb: 'check-cluster', operation: 'rds:DescribeDBClusters', nth: 3, step: 'available' }
    const struck = (kind: 'denied' | 'throttled' | 'times-out') =>
      [1, 2, 3, 4, 7, 8, 99].filter(nth => isStruck(kind, aim, { ...aim, nth }))
    expect(struck('denied')).toEqual([3, 4, 7, 8, 99])
    expect(struck('throttled')).toEqual([3, 4, 7])
    expect(struck('times-out')).toEqual([3])
  })

  test('a change of production is noticed', async () => {
    const { world } = await stageFor(subject('drill'))
    const found = productionOf(world)
    expect(changedProduction(found, productionOf(world))).toEqual([])
    await world.region.secrets.service.operations.PutSecretValue?.run(
      { SecretId: platform.database.secret, SecretString: '{}', ClientRequestToken: 'a'.repeat(32) },
      { region: world.region.name, caller: { roleArn: '', accountId: '' }, requestId: '', operation: 'by hand' },
    )
    await world.clock.run(world.clock.now() + 60_000)
    expect(changedProduction(found, productionOf(world)).join()).toContain(`secret ${platform.database.secret}`)
  })
})

test('a release that arrives late does not take the lock from the run that came next', async () => {
  const stage = await stageFor(subject('drill'))
  const { world } = stage
  const site = { verb: 'release-lock', operation: 's3:DeleteObject', nth: 1, step: 'close' }
  const first = startRun(stage)
  const armed = arm(stage, { kind: 'late-effect', site }, first.id)
  await settled(world, first.execution)
  expect(armed.struck).toHaveLength(1)
  await world.clock.run(Math.ceil(world.clock.now() / 60_000) * 60_000)
  const second = startRun(stage)
  await world.clock.run(world.clock.now() + 90_000)
  expect(second.execution.status).toBe('RUNNING')
  const lock = world.region.s3.content(platform.muster.controlBucket, keys.lock(platformName(platform)))
  expect((JSON.parse(Buffer.from(lock ?? []).toString()) as Lock).owner.id).toBe(second.id)
  await ended(second)
  expect(second.execution.status).toBe('SUCCEEDED')
})
