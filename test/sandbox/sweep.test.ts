// A seeded sample of the sweep: whatever one thing goes wrong, the run ends as it must. `npm run sweep -- all` does the whole.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { keys, type Lock } from '../../domain/control-records.ts'
import { EFS_DRIVER } from '../../domain/files/volume-handle.ts'
import { runLabels } from '../../domain/kubernetes-labels.ts'
import { platformName } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { persistentVolumeClaims } from '../../sandbox/kubernetes/kinds.ts'
import { ended, startRun } from '../../sandbox/stage.ts'
import { settled } from '../../sandbox/supervisor.ts'
import { arm } from '../../sandbox/sweep/arm.ts'
import { isStruck } from '../../sandbox/sweep/calls.ts'
import { type Calm, recordCalm } from '../../sandbox/sweep/calm.ts'
import { misfortunes } from '../../sandbox/sweep/enumerate.ts'
import { expected } from '../../sandbox/sweep/expected.ts'
import { kinds, nameOf, type Site } from '../../sandbox/sweep/misfortune.ts'
import { placesIn } from '../../sandbox/sweep/places.ts'
import { changedProduction, productionOf } from '../../sandbox/sweep/production.ts'
import { runSweep } from '../../sandbox/sweep/program.ts'
import { changedBesides } from '../../sandbox/sweep/recovered.ts'
import { type Subject, stageFor } from '../../sandbox/sweep/rehearse-case.ts'
import { textOf } from '../../sandbox/sweep/report.ts'
import { runCase } from '../../sandbox/sweep/run-case.ts'
import { sampleOf } from '../../sandbox/sweep/sample.ts'
import { inputFor, sourcesAsked, sourcesOf } from '../../sandbox/sweep/sources.ts'
import { scenarios } from '../../workflows/index.ts'
import { platform } from '../rehearsing.ts'

// A rehearsal takes about half a second; the machine may be busy.
jest.setTimeout(300_000)

const subject = (mode: Mode): Subject => ({ scenario: 'database-corruption', mode, platform, input: {}, seed: 'sweep' })
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

describe('npm run sweep', () => {
  let told = ''
  const write = (text: string) => {
    told += text
  }
  const typed = async (line: string) => {
    told = ''
    const from = { terminal: { out: write, err: write }, scenarios, readPlatform: () => platform, now: () => 0 }
    return { code: await runSweep(line.split(' '), from), told }
  }

  test.each([
    ['--help', 0, /^Usage: sweep .*--source <source>.*Exit codes:/s],
    ['--sample 1.5', 1, /'--sample <number>' argument '1.5' is invalid. Allowed is a whole number from 1/],
    ['--workers 0', 1, /'--workers <number>' argument '0' is invalid. Allowed is a whole number from 1/],
    ['--kinds denied,floods', 1, /'denied,floods' is invalid. Allowed are fails-once, .*, aborted, with commas/],
    ['--mode both', 1, /'both' is invalid. Allowed choices are recover, drill/],
    [
      '--source tape',
      1,
      /'tape' is invalid. Allowed choices are point-in-time, recovery-point, snapshot, items, whole, export, all/,
    ],
    ['flood', 1, /'flood' is invalid for argument 'scenario'. Allowed choices are database-corruption, .*all/],
    ['--smaple 3', 1, /unknown option '--smaple'\n\(Did you mean --sample\?\)/],
  ] as const)('%s: exit code %i, and what is allowed', async (line, code, says) => {
    expect(await typed(line)).toEqual({ code, told: expect.stringMatching(says) })
    if (code !== 0) expect(told).toContain('Nothing was run')
  })

  test('--source all is every way that the request of each scenario leaves open, in recovery and in drills', () => {
    const ways = scenarios.map(each => [each.name, sourcesOf(each, 'recover'), sourcesOf(each, 'drill')])
    const sources = ['point-in-time', 'recovery-point', 'snapshot']
    expect(ways).toEqual([
      ['database-corruption', sources, sources],
      ['file-deletion', ['items', 'whole'], ['whole']],
      ['monitoring-loss', ['recovery-point', 'export'], ['recovery-point']],
      ['region-failure', [], []],
    ])
    expect(sourcesAsked('all', sources)).toEqual(sources)
    expect(inputFor('file-deletion', 'whole')).toEqual({ mode: 'whole' })
    expect(inputFor('monitoring-loss', 'export')).toEqual({ grafana: 'export' })
    expect(inputFor('file-deletion', null)).toEqual({})
  })

  test('a request that names no source is swept as it is; a source that nobody knows is refused', async () => {
    expect(sourcesAsked('all', [])).toEqual([null])
    expect(sourcesAsked('snapshot', ['snapshot'])).toEqual(['snapshot'])
    expect(sourcesAsked('tape', ['snapshot'])).toBeUndefined()
    const says = /'items' is invalid for file-deletion. Allowed choices are whole, all/
    expect(await typed('file-deletion --mode drill --source items')).toEqual({
      code: 1,
      told: expect.stringMatching(says),
    })
  })

  test('ends with how many rehearsals there were, how fast, and how they ended in all', () => {
    const verdict = { name: 'any', kind: 'denied', place: 'working', cause: '', faults: [] } as const
    const swept = (ending: 'Held' | 'RolledBack', faults: readonly string[] = []) =>
      ({
        scenario: 'flood',
        mode: 'recover',
        source: 'snapshot',
        verdicts: [{ ...verdict, ending, faults }],
        seconds: 2,
      }) as const
    const text = textOf([swept('Held'), swept('RolledBack'), swept('Held', ['left unnamed: a cluster'])])
    expect(text).toContain('flood (recover, snapshot): 1 rehearsals in 2.0 s, 0.5 a second')
    expect(text).toMatch(
      /In all: 3 rehearsals in 6.0 s, 0.5 a second\n {2}Held +2\n {2}RolledBack +1\n {2}1 did not end/,
    )
  })
})

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

describe.each(['items', 'whole'])('a recovery of deleted files, %s,', way => {
  const content = '/wp-content'
  const recovered = async () => {
    const stage = await stageFor({ ...subject('recover'), scenario: 'file-deletion', input: { mode: way } })
    const found = productionOf(stage.world)
    const run = startRun(stage)
    await ended(run)
    stage.world.visitors.stop()
    expect(run.execution.output).toContain('Recovered')
    return { stage, found }
  }
  const { fileSystemId, claim } = platform.files

  test('may bring files back as the recovery point has them, and move what it is there to move: nothing else', async () => {
    const { stage, found } = await recovered()
    const { region } = stage.world
    const strict = changedProduction(found, productionOf(stage.world)).join('\n')
    expect(strict).toContain(way === 'items' ? 'files in /wp-content/uploads/2029/05' : `claim ${claim} was changed`)
    expect(changedBesides({ stage, found })).toEqual([])

    const served = region.efs.fileSystems().findLast(({ state }) => state === 'available')?.id ?? fileSystemId
    const root = region.efs.root(served)
    // Back in another state, replaced though somebody had uploaded it anew, changed though nobody had deleted it, made up.
    root.chmod(`${content}/uploads/2029/05/harbour-20290501.jpg`, 0o600)
    root.writeFile(`${content}/uploads/2029/07/harbour-20290701.jpg`, 'the picture of before')
    root.writeFile(`${content}/uploads/2028/12/programme.pdf`, 'another programme')
    root.writeFile(`${content}/uploads/2029/06/stranger.jpg`, 'from nowhere')
    region.efs.setPolicy(served, undefined)
    expect(changedBesides({ stage, found }).map(each => each.split(' was changed')[0])).toEqual(
      expect.arrayContaining([
        ...['2029/05', '2029/06', '2029/07', '2028/12'].map(month => `files in ${content}/uploads/${month}`),
        'files: settings in use',
      ]),
    )
  })
})

test('what a run mounts for itself is not production, and what is WordPress’s own is, whoever has marked it', async () => {
  const { world } = await stageFor({ ...subject('recover'), scenario: 'file-deletion' })
  const { store } = world.kubernetes
  const { claim } = platform.files
  const { namespace } = platform.kubernetes
  const found = productionOf(world)
  const marks = { labels: { ...runLabels({ id: 'any', mode: 'recover' }) } }
  const spec = { accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', storageClassName: '' }
  const volume = { csi: { driver: EFS_DRIVER, volumeHandle: platform.files.fileSystemId } }
  const seed = (kind: string, name: string, more: object, metadata: object) =>
    world.kubernetes.seed({ apiVersion: 'v1', kind, metadata: { name, ...metadata }, spec: { ...spec, ...more } })
  seed('PersistentVolume', 'muster-live', volume, marks)
  seed('PersistentVolumeClaim', 'muster-live', { volumeName: 'muster-live' }, { namespace, ...marks })
  expect(changedProduction(found, productionOf(world))).toEqual([])
  seed('PersistentVolume', 'of-somebody', volume, {})
  const own = store.get(persistentVolumeClaims, namespace, claim)
  if (own) store.update(own, draft => Object.assign(draft.metadata, marks))
  expect(changedProduction(found, productionOf(world)).map(each => each.split(' was changed')[0])).toEqual([
    `files: claim ${claim}`,
    'files: volume of-somebody',
    'files: reclaim policy of of-somebody',
  ])
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
