// Copies that fail or never arrive: keys, locks and policies of the other vault, and regions that go dark.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CopyJob } from '../../../sandbox/aws/backup/index.ts'
import { morningAfter } from './backup-copy-world.ts'
import { hour, minute } from './calling.ts'
import { east, five, type Setting, twoRegions, vaultArn, west } from './two-regions.ts'

describe('a copy fails, and only its job says so,', () => {
  const failures = async (options: Setting) => {
    const { states, job, arrived } = await morningAfter(options)
    return {
      states: states(),
      aurora: job('Aurora').message ?? '',
      files: job('EFS').message ?? '',
      arrived: arrived(),
    }
  }

  test('with the vault key aws/backup, for all that AWS Backup does not manage itself', async () => {
    const { states, aurora, arrived } = await failures({ key: 'aws/backup' })
    expect(states.toSorted()).toEqual(['COMPLETED', 'FAILED', 'FAILED'])
    expect(aurora).toContain('aws/backup')
    expect(arrived.map(({ type }) => type)).toEqual(['EFS'])
  })

  test('with a key of another region, a retention that the lock forbids, a policy that denies, a role that may not', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: ['backup:CopyIntoBackupVault'], Resource: ['*'] } as const
    const notRds = { Effect: 'Deny', Action: ['rds:CopyDBClusterSnapshot'], Resource: ['*'] } as const
    const all = { Effect: 'Allow', Action: ['*'], Resource: ['*'] } as const
    for (const [options, message] of [
      [{ key: 'of another region' }, /key .* cannot be used/],
      [{ lock: { minDays: 30 } }, /14 days is outside 30/],
      [{ policy: [deny as never] }, /CopyIntoBackupVault/],
      [{ rule: { CopyActions: [{ DestinationBackupVaultArn: vaultArn(west, 'none') }] } }, /does not exist/],
      [{ rule: { CopyActions: [{ DestinationBackupVaultArn: vaultArn('eu-west-1', 'far') }] } }, /does not exist/],
    ] as const) {
      const { states, files, arrived } = await failures(options)
      expect(states).toEqual(['FAILED', 'FAILED', 'FAILED'])
      expect(files).toMatch(message)
      expect(arrived).toEqual([])
    }
    const { states, aurora } = await failures({ rights: [all, notRds] })
    expect(states.toSorted()).toEqual(['COMPLETED', 'COMPLETED', 'FAILED'])
    expect(aurora).toMatch(/rds:CopyDBClusterSnapshot.*AccessDenied/)
  })

  test('when a key is disabled on the way, on either side', async () => {
    for (const side of ['home', 'far'] as const) {
      const world = twoRegions({ types: ['EBS'] })
      world.lifecycle.override({ transition: 'backup.copy.running', seconds: 3600 })
      const state = () => world.home.backup.copyJobs()[0]?.state
      await world.clock.run(() => state() === (side === 'home' ? 'CREATED' : 'RUNNING'))
      world[side].kms.change(side === 'home' ? world.storage : world.farKey, 'Disabled')
      await world.clock.run(five + 14 * hour)
      expect(state()).toBe('FAILED')
    }
  })

  test('when AWS fails, and a PARTIAL backup makes a PARTIAL copy', async () => {
    const { states, arrived } = await morningAfter({}, ({ lifecycle }) => {
      lifecycle.override({ transition: 'backup.copy.running', resource: ':cluster:', outcome: 'failed' })
      lifecycle.override({ transition: 'backup.job.efs', outcome: 'partial' })
    })
    expect(states().toSorted()).toEqual(['COMPLETED', 'FAILED', 'PARTIAL'])
    expect(
      arrived()
        .map(({ type, status }) => `${type} ${status}`)
        .toSorted(),
    ).toEqual(['EBS COMPLETED', 'EFS PARTIAL'])
  })
})

describe('a dark region', () => {
  test('gets nothing, and a job waits two hours for it before it fails', async () => {
    const { clock, cloud, home, far } = twoRegions({ types: ['EFS'] })
    cloud.dark.add(west)
    await clock.run(() => home.backup.copyJobs().length > 0)
    const [job] = home.backup.copyJobs()
    await clock.run(clock.now() + hour)
    expect(job?.state).toBe('CREATED')
    await clock.run(clock.now() + 2 * hour)
    expect(job).toMatchObject({ state: 'FAILED', message: expect.stringContaining(west) })
    expect(far.backup.recoveryPoints()).toEqual([])
  })

  test('that answers again within that time gets its copy', async () => {
    const { clock, cloud, home, far } = twoRegions({ types: ['EFS'] })
    cloud.dark.add(west)
    await clock.run(() => home.backup.copyJobs().length > 0)
    await clock.run(clock.now() + hour)
    cloud.dark.delete(west)
    await clock.run(five + 14 * hour)
    expect(far.backup.recoveryPoints()).toHaveLength(1)
  })

  test('sends nothing: what was on its way when the source died never arrives', async () => {
    const { clock, cloud, home, far, lifecycle } = twoRegions()
    lifecycle.override({ transition: 'backup.copy.running', seconds: 3600 })
    await clock.run(() => home.backup.copyJobs().filter(({ state }) => state === 'RUNNING').length === 3)
    cloud.dark.add(east)
    await clock.run(five + 12 * hour)
    expect(far.backup.recoveryPoints()).toEqual([])
    cloud.dark.delete(east)
    expect(home.backup.copyJobs().map(({ state }) => state)).toEqual(['FAILED', 'FAILED', 'FAILED'])
  })
})

test('whatever goes dark and when, a copy is there whole or not at all, and every job comes to an end', async () => {
  const outage = fc.record({
    region: fc.constantFrom(east, west),
    from: fc.integer({ min: 0, max: 240 }),
    minutes: fc.integer({ min: 1, max: 400 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(outage, { maxLength: 3 }), async outages => {
      const { clock, cloud, home, far } = twoRegions({ types: ['EFS'] })
      for (const { region, from, minutes } of outages) {
        clock.at(five + from * minute, () => cloud.dark.add(region))
        clock.at(five + (from + minutes) * minute, () => cloud.dark.delete(region))
      }
      await clock.run(five + 20 * hour)
      const ends: readonly CopyJob['state'][] = ['COMPLETED', 'FAILED']
      for (const { state, made } of home.backup.copyJobs()) {
        expect(ends).toContain(state)
        expect(far.backup.recoveryPoints().filter(point => point === made)).toHaveLength(state === 'COMPLETED' ? 1 : 0)
      }
    }),
    { numRuns: 25 },
  )
})
