// Bad data reaches the database: a proved cluster that people reject is kept, and later runs may adopt it.
import { RDSClient, RemoveTagsFromResourceCommand } from '@aws-sdk/client-rds'
import { describe, expect, jest, test } from '@jest/globals'
import { KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { administrator } from '../../sandbox/faults/people.ts'
import type { Outcome } from '../../sandbox/rehearsal.ts'
import { closeStage } from '../../sandbox/stage.ts'
import {
  ALL_DUES,
  answering,
  clusterId,
  clusterNamed,
  clusterNames,
  dues,
  measured,
  played,
  playedOnce,
  secretFields,
  staged,
  stepNamed,
  tagsOf,
} from '../rehearsing.ts'
import { MINUTE, restoredBy } from './database-corruption-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)

describe('people', () => {
  test('who reject before anything was made: refused, and nothing was touched', async () => {
    const { run, outcome } = await playedOnce({ approving: { kind: 'reject' } })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(outcome.cause).toContain('lead@example.com')
    expect(clusterNames(run.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test.each(['reject', 'silence'] as const)(
    '%s at the cutover: the proved cluster is kept, and the next run takes it and is faster',
    async verdict => {
      const stage = await staged({ approving: { kind: 'never' } })
      let firstRun = true
      answering(stage, title => (firstRun && title.startsWith('Move WordPress') ? verdict : 'approve'))
      const first = await played(stage)
      await stage.world.clock.run(stage.world.clock.now() + 5 * MINUTE)
      const stopped = measured(stage, first)

      expect(stopped).toMatchObject({ ending: 'RolledBack', leftovers: [], visitors: { failed: 0 } })
      expect(stopped.retained.map(({ id }) => id)).toEqual([restoredBy(first)])
      expect(stepNamed(stopped, 'quiet')).toBeUndefined()
      expect(secretFields(stage.world).dbClusterIdentifier).toBe(clusterId)
      expect(tagsOf(stage.world, restoredBy(first))[KEEP_UNTIL_TAG]).toMatch(/^2030-03-18T/)
      expect(dues(first)).toEqual(ALL_DUES)

      firstRun = false
      const second = await played(stage, { adopt: first.id })
      await closeStage(stage)
      const outcome = measured(stage, second)
      expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
      expect(secretFields(stage.world).dbClusterIdentifier).toBe(restoredBy(first))
      expect(outcome.calls.byOperation).not.toHaveProperty('rds:RestoreDBClusterToPointInTime')
      const restoring = (told: Outcome) => span(told, 'restored', 'acceptCutover')
      expect(restoring(outcome)).toBeLessThan(restoring(stopped) / 2)
      expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
    },
  )
})

/** Seconds from the beginning of one step to the beginning of another. */
function span(outcome: Outcome, from: string, to: string): number {
  const at = (name: string) => Date.parse(stepNamed(outcome, name)?.startedAt ?? '')
  return (at(to) - at(from)) / 1000
}

describe('adopting a cluster', () => {
  test('that no run has left: the run ends and makes nothing', async () => {
    const { run, outcome } = await playedOnce({ input: { adopt: 'database-corruption-20300303T0100' } })

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [] })
    expect(outcome.cause).toContain('database-corruption-20300303T0100 has left no cluster')
    expect(clusterNames(run.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('that nobody keeps on purpose, and so was not proved: it is refused by name, and left as it is', async () => {
    const stage = await staged({ approving: { kind: 'never' } })
    answering(stage, title => (title.startsWith('Move WordPress') ? 'reject' : 'approve'))
    const first = await played(stage)
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    const ResourceName = clusterNamed(stage.world, restoredBy(first))?.DBClusterArn
    expect(ResourceName).toBeDefined()
    const forget = new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: [KEEP_UNTIL_TAG] })
    stage.world.clock.after(0, () => clientFor(RDSClient, administrator(stage.world)).send(forget))
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    const before = tagsOf(stage.world, restoredBy(first))
    expect(before).not.toHaveProperty([KEEP_UNTIL_TAG])
    const second = await played(stage, { adopt: first.id })
    await closeStage(stage)

    const outcome = measured(stage, second)
    expect(outcome.ending).toBe('RolledBack')
    expect(outcome.cause).toContain('the earlier run did not keep it on purpose')
    expect(tagsOf(stage.world, restoredBy(first))).toEqual(before)
    expect(dues(second)).toEqual(ALL_DUES)
  })

  test('that holds another moment: it is refused, and stays kept for its own run', async () => {
    const stage = await staged({ approving: { kind: 'never' } })
    answering(stage, title => (title.startsWith('Move WordPress') ? 'reject' : 'approve'))
    const first = await played(stage)
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    const second = await played(stage, { adopt: first.id, restoreTo: '2030-03-04T06:40:00Z' })
    await closeStage(stage)

    const outcome = measured(stage, second)
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('cannot stand in for a restore to 2030-03-04T06:40:00Z')
    expect(tagsOf(stage.world, restoredBy(first))).toMatchObject({ 'muster:run': first.id })
    expect(tagsOf(stage.world, restoredBy(first))).toHaveProperty([KEEP_UNTIL_TAG])
  })
})
