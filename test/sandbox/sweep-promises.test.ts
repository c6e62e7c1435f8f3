// What a sweep promises: how a run ends by kind and place of its misfortune, and that changes of production are noticed.
import { describe, expect, jest, test } from '@jest/globals'
import type { Mode } from '../../domain/run.ts'
import { isStruck } from '../../sandbox/sweep/calls.ts'
import { expected } from '../../sandbox/sweep/expected.ts'
import type { kinds, Site } from '../../sandbox/sweep/misfortune.ts'
import { changedProduction, productionOf } from '../../sandbox/sweep/production.ts'
import { stageFor } from '../../sandbox/sweep/rehearse-case.ts'
import { platform } from '../rehearsing.ts'
import { subject } from './sweep-subject.ts'

// A rehearsal takes about half a second; the machine may be busy.
jest.setTimeout(300_000)

describe('what a sweep promises', () => {
  const at = (kind: (typeof kinds)[number], place: Parameters<typeof expected>[0]['place'], mode: Mode = 'recover') =>
    expected({ mode, kind, place, undoRefused: false, walkingBack: false, immovable: false })

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
      expected({
        mode: 'recover',
        kind: 'denied',
        place: 'working',
        undoRefused: true,
        walkingBack: false,
        immovable: false,
      }),
    ).toEqual(['RollbackIncomplete'])
  })

  test('what passes while a run walks back is survived by the walk; only an undo that is refused is incomplete', () => {
    const back = (kind: (typeof kinds)[number], undoRefused: boolean) =>
      expected({ mode: 'recover', kind, place: 'undoing', undoRefused, walkingBack: true, immovable: false })
    for (const kind of ['fails-once', 'throttled', 'times-out', 'response-lost', 'late-effect'] as const)
      expect(back(kind, true)).toEqual(['RolledBack'])
    expect(back('denied', true)).toEqual(['RollbackIncomplete'])
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
