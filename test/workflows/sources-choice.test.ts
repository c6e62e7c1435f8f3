// Which recovery point or snapshot a database is restored from, and why the others are passed over.
import { describe, expect, jest, test } from '@jest/globals'
import { ALL_DUES, clusterId, dues, measured, platform, played, playedOnce, staged, tagsOf } from '../rehearsing.ts'
import { restoredBy } from './database-corruption-runs.ts'
import { jobsOf, pointsOf, prepared } from './sources-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(180_000)

describe('what is restored from', () => {
  test('cold, partial, expired, expiring and infected points are passed over, and people are told why', async () => {
    const { stage, outcome } = await prepared(each => {
      const { backup } = each.world.region
      const [newest, second, third, fourth, fifth] = pointsOf(each).map(({ arn }) => arn)
      backup.alter(newest ?? '', { status: 'PARTIAL', message: 'two of three parts' })
      backup.alter(second ?? '', { status: 'EXPIRED' })
      backup.alter(third ?? '', { lifecycle: { coldAfterDays: 1 } })
      backup.alter(fourth ?? '', { findings: ['MALWARE'] })
      backup.alter(fifth ?? '', { lifecycle: { deleteAfterDays: 5 - 0.8 } })
    })

    const [newest, second, third, fourth, fifth, sixth] = pointsOf(stage).map(({ arn }) => arn.split(':').at(-1))
    expect(outcome.ending).toBe('Recovered')
    expect(jobsOf(stage).map(({ point }) => point.arn.split(':').at(-1))).toEqual([sixth])
    const result = stage.timeline.results('choose-recovery-point')[0] as { reason: string; passedOver: string[] }
    expect(result.passedOver).toEqual([
      expect.stringMatching(`${newest} is PARTIAL: two of three parts`),
      expect.stringMatching(`${second} is EXPIRED`),
      expect.stringMatching(`${third} is in cold storage`),
      expect.stringMatching(`${fourth} is infected`),
      expect.stringMatching(`${fifth} expires at`),
    ])
    // Whoever accepts the loss reads it.
    expect(stage.messages.join()).toContain('two of three parts')
  })

  test('a point that was asked for by name is the one, if it can be used', async () => {
    let arn = ''
    const stage = await staged()
    arn = pointsOf(stage)[3]?.arn ?? ''
    const run = await played(stage, { from: 'recovery-point', point: arn })

    expect(measured(stage, run).ending).toBe('Recovered')
    expect(jobsOf(stage).map(({ point }) => point.arn)).toEqual([arn])
  })

  test('a snapshot that was asked for by name is the one', async () => {
    const point = `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:${clusterId}-before-plugin-upgrade`
    const { run, outcome } = await playedOnce({ input: { from: 'snapshot', point } })

    expect(outcome.ending).toBe('Recovered')
    expect(tagsOf(run.world, restoredBy(run))['muster:restore-moment']).toBe('2030-03-01T16:00:00Z')
  })

  test.each([
    ['recovery-point', 'in the vault', `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:awsbackup:job-none`],
    ['snapshot', `snapshots of ${clusterId}`, `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:none`],
  ])('a %s by a name that is not there: nothing is touched', async (from, where, point) => {
    const { run, outcome } = await playedOnce({ input: { from, point } })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [] })
    expect(outcome.cause).toContain('RequestInvalid')
    expect(outcome.cause).toContain(where)
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('nothing that can be used: nothing is touched, and each reason is told', async () => {
    const { outcome } = await prepared(each => {
      for (const { arn } of pointsOf(each)) each.world.region.backup.alter(arn, { findings: ['MALWARE'] })
    })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [] })
    expect(outcome.cause).toContain('none can be used; restore from another source')
    expect(outcome.cause).toContain('is infected')
  })

  test('a point in time has no name: the request is refused', async () => {
    const point = `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:any`
    const { outcome } = await playedOnce({ input: { point } })

    expect(outcome.ending).toBe('Refused')
    expect(outcome.cause).toContain('a restore from point-in-time starts from none')
  })
})
