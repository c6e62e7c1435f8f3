// Misfortunes of the restored cluster and of passwords: the run goes back and says why, or recovers all the same.
import { describe, expect, jest, test } from '@jest/globals'
import { platform } from './meeting.ts'
import { meets } from './meets.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

describe('When the restore goes wrong', () => {
  test('because AWS gives it up: the cause says which cluster and its state', async () => {
    await meets(['restore-fails'], {
      ends: 'RolledBack',
      because: ['The restored cluster is available (RestoreFailed)', 'is incompatible-restore, expected available'],
      undone: ['Delete the restored cluster'],
    })
    await meets(['restore-fails'], { ends: 'RolledBack', undone: ['Delete the restored cluster'] }, { mode: 'drill' })
  })

  test('because it never ends: too late, and what AWS does not let go of is named', async () => {
    await meets(['restore-stuck'], {
      ends: 'RollbackIncomplete',
      because: [
        'The restored cluster is available (TooLate): Not within 2400 s. Last seen: wordpress-prod-aurora-rec-',
        'Not undone: Delete the restored cluster (TooLate',
        'is still being created; it can be deleted afterwards',
      ],
      leftovers: [expect.stringMatching(/^cluster wordpress-prod-aurora-rec-[0-9a-f]{8}$/) as unknown as string],
    })
  })

  test('slowly, it is waited for, and the achieved RTO says so', async () => {
    const { outcome } = await meets(['slow-restore'], { ends: 'Recovered' })
    expect(outcome.objectives.rto.achievedSeconds).toBeGreaterThan(40 * 60)
  })

  test('and the site is so large that each statement takes twenty seconds: it is proved and exported all the same', async () => {
    const { outcome } = await meets(['slow@rds-data:ExecuteStatement'], { ends: 'Recovered' })
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
    await meets(['slow@rds-data:ExecuteStatement'], { ends: 'DrillPassed' }, { mode: 'drill' })
  })

  test('for a minute only, because the writer flaps: it is waited for', async () => {
    await meets(['writer-flaps'], { ends: 'Recovered' })
  })

  test('because the writer fails', async () => {
    await meets(['writer-fails'], {
      ends: 'RolledBack',
      because: ['The writer is available: the instance wordpress-prod-aurora-rec-', 'is failed, expected available'],
      undone: ['Delete the restored cluster'],
    })
  })

  test('because a zone has no capacity: another zone has', async () => {
    await meets(['no-capacity@a'], { ends: 'Recovered' })
  })

  test('because no zone has capacity: the cause says what AWS answered', async () => {
    await meets(['no-capacity@everywhere'], {
      ends: 'RolledBack',
      because: ['create-instances: InsufficientDBInstanceCapacityFault', 'db.serverless', 'any availability zone'],
      undone: ['Delete the restored cluster'],
    })
  })

  test('because the damage is older than anyone thought: it is not proved, and nobody is moved', async () => {
    await meets(['damage-older'], {
      ends: 'RolledBack',
      because: ['(NotProven)', 'the damage is not there: found', 'damaged rows'],
      undone: ['Delete the restored cluster'],
    })
  })
})

describe('Passwords', () => {
  test('changed since the restore moment are those that work afterwards', async () => {
    const { world, production } = await meets(['password-rotated'], { ends: 'Recovered' })
    const { host, username, password } = production.after.secret
    expect(password).toMatch(/^canary-changed-/)
    const session = world.region.rds.connect(host, { user: username, password })
    expect(session.execute('SELECT COUNT(*) FROM wp_posts').rows).toHaveLength(1)
    const reader = JSON.parse(world.region.secrets.current(platform.database.readerSecret)?.value ?? '{}')
    expect(() => world.region.rds.connect(host, { user: reader.username, password: reader.password })).not.toThrow()
    await meets(['password-rotated'], { ends: 'DrillPassed' }, { mode: 'drill' })
  })

  test('that rotate by themselves go on rotating after the run, on the restored cluster', async () => {
    const { outcome } = await meets(['rotation-on'], { ends: 'Recovered' })
    expect(outcome.steps.find(({ name }) => name === 'rotates')?.said).toContain('resumed true')
  })

  test.each(['readersUp', 'quiet', 'pointed', 'committed'])('rotated at a bad moment do no harm: %s', async step => {
    await meets(['rotation-on', `rotates@${step}`], { ends: 'Recovered' })
  })
})
