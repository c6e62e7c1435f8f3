// A seeded sample of the sweep: whatever one thing goes wrong, the run ends as it must. `npm run sweep -- all` does the whole.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { keys, type Lock } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { ended, startRun } from '../../sandbox/stage.ts'
import { settled } from '../../sandbox/supervisor.ts'
import { arm } from '../../sandbox/sweep/arm.ts'
import { type Calm, recordCalm } from '../../sandbox/sweep/calm.ts'
import { misfortunes } from '../../sandbox/sweep/enumerate.ts'
import { kinds, nameOf } from '../../sandbox/sweep/misfortune.ts'
import { placesIn } from '../../sandbox/sweep/places.ts'
import { type Subject, stageFor } from '../../sandbox/sweep/rehearse-case.ts'
import { runCase } from '../../sandbox/sweep/run-case.ts'
import { sampleOf } from '../../sandbox/sweep/sample.ts'
import { platform } from '../rehearsing.ts'
import { subject } from './sweep-subject.ts'

// A rehearsal takes about half a second; the machine may be busy.
jest.setTimeout(300_000)

const calmOnes = new Map<Mode, Promise<Calm>>()
const calmOf = (mode: Mode): Promise<Calm> => {
  const calm = calmOnes.get(mode) ?? recordCalm(subject(mode))
  calmOnes.set(mode, calm)
  return calm
}
const visited = ({ invocations }: Calm) => [...new Set(invocations.map(({ step }) => step))]

describe.each(['recover', 'drill'] as const)('a sweep of database-corruption, %s', mode => {
  let calm: Calm

  beforeAll(async () => {
    calm = await calmOf(mode)
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

describe('what was not undone', () => {
  const denied = (verb: string, operation: string, abortedAt: string) =>
    ({ kind: 'denied', site: { verb, operation, nth: 1, step: 'undo_quiet' }, abortedAt }) as const

  // The run had stopped CronJobs, paused Argo CD and scaled WordPress to 0, and may start none of it again.
  test.each(['kubernetes:patch deployments/scale', 'kubernetes:patch applications'])(
    'is named when %s is refused, and the next run leaves WordPress as it ran before either',
    async operation => {
      const placeOf = placesIn({ subject: subject('recover'), visited: [] })
      const misfortune = denied('resume-wordpress', operation, 'copied')
      const { ending, cause, faults } = await runCase(subject('recover'), misfortune, placeOf)
      expect({ ending, faults }).toEqual({ ending: 'RollbackIncomplete', faults: [] })
      expect(cause).toContain('Not undone: Start WordPress on the damaged cluster')
    },
  )

  test('is looked for where a recovery goes back early, and where it goes back late', async () => {
    const { walksBack } = await calmOf('recover')
    expect(walksBack.map(({ abortedAt }) => abortedAt)).toEqual(['available', 'copied'])
    const verbs = new Set(walksBack.flatMap(({ sites }) => sites.map(({ verb }) => verb)))
    for (const verb of [
      'discard-cluster',
      'restore-secret',
      'resume-wordpress',
      'retain-restored',
      'deselect-from-backup',
    ])
      expect(verbs).toContain(verb)
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

test('when the right to stop Grafana has gone, its claim is left to the pod that uses it, and the next run finds it whole', async () => {
  const site = {
    verb: 'stop-store',
    operation: 's3:GetObject',
    nth: 2,
    step: 'prometheusStopped',
  }
  const of: Subject = { ...subject('recover'), scenario: 'monitoring-loss' }
  const verdict = await runCase(of, { kind: 'denied', site }, () => 'working')
  expect(verdict).toMatchObject({ ending: 'RollbackIncomplete', faults: [] })
  expect(verdict.cause).toMatch(/Put the claim of Grafana back.*is used by the pod grafana-\S+; nothing was changed/)
})
