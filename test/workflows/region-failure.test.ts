// A region is lost: what the person on call is promised while nothing outside the recovery region answers.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { parseHandle } from '../../domain/files/volume-handle.ts'
import { LINEAGE_TAG } from '../../domain/monitoring/store.ts'
import type { Platform } from '../../domain/platform.ts'
import { persistentVolumeClaims, persistentVolumes } from '../../sandbox/kubernetes/kinds.ts'
import type { Outcome } from '../../sandbox/rehearsal.ts'
import { handlersOf, scenarioNamed } from '../../sandbox/rehearse.ts'
import { closeStage, deploy, ended, type Run, type Stage, startRun } from '../../sandbox/stage.ts'
import { productionOf } from '../../sandbox/sweep/production.ts'
import { clustersOf } from '../../sandbox/world/backup-resources.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import { expectGolden } from '../golden.ts'
import { outcomeSchema } from '../outcome-schema.ts'
import { ALL_DUES, dues, measured, played, staged, stepNamed } from '../rehearsing.ts'
import { timelineText } from '../timeline-text.ts'
import { diskOf, factsOf, here, lost, reportOf, scenario, view } from './region-failure-runs.ts'

jest.setTimeout(120_000)

interface Played {
  readonly stage: Stage
  readonly run: Run
  readonly outcome: Outcome
}

async function playedFully(mode: 'recover' | 'drill'): Promise<Played> {
  const stage = await staged({ scenario, mode, seed: 'calm' }, { quick: false })
  const run = await played(stage)
  await closeStage(stage)
  return { stage, run, outcome: measured(stage, run) }
}

/** Roles of verbs whose calls that region has answered. */
const callersOf = ({ cloud }: World, region: string) =>
  cloud.calls.filter(call => call.region === region).flatMap(({ roleArn }) => /[^/]+-usw2$/.exec(roleArn) ?? [])

describe('recovered while the region and the control plane of Route 53 are down', () => {
  let it: Played

  beforeAll(async () => {
    it = await playedFully('recover')
  })

  test('ends Recovered within the promised times, and leaves nothing behind', () => {
    const { outcome, run } = it
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
    expect(outcome.objectives.rto).toMatchObject({ promisedSeconds: 14_400, met: true })
    expect(outcome.objectives.stores).toMatchObject({ database: { met: true }, files: { met: true } })
    expect(outcome.visitors).toMatchObject({ wrong: 0, healthyAtEnd: true })
    expect(outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome)
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('says how long it took to notice, to ask and to decide, none of which is counted towards the RTO', () => {
    const { outcome, run } = it
    const { lostAt, alarmedAt, seconds } = outcome.declared!
    expect(lostAt).toBe('2030-03-04T06:58:30Z')
    expect(Date.parse(alarmedAt ?? '')).toBeGreaterThan(Date.parse(lostAt))
    // The run hears of the answer a second after it was given.
    const declaredAt = Date.parse(outcome.declared?.declaredAt ?? '')
    expect(Date.parse(stepNamed(outcome, 'declare')?.endedAt ?? '') - declaredAt).toBeLessThan(5000)
    expect(seconds).toMatchObject({ untilRun: 900, untilDecided: expect.closeTo(121, -1) })
    const { untilRun, untilAsked, untilDecided } = seconds
    expect(untilRun + (untilAsked ?? 0) + (untilDecided ?? 0)).toBeCloseTo(seconds.untilDeclared, 2)
    expect(reportOf(run)).toContain('## Detection and decision')
  })

  test('reads as the golden does', () => {
    expectGolden('region-failure/recover-timeline.txt', timelineText(it.outcome))
  })

  test('looks at the lost region only where it says so, gets no answer, and goes on', () => {
    // A call that nobody answers is in no trace.
    expect(callersOf(it.run.world, lost)).toEqual([])
    expect(stepNamed(it.outcome, 'home')?.said).toContain('answered false')
    expect(stepNamed(it.outcome, 'fence')?.said).toContain('fenced false')
  })

  test('serves from a cluster and a file system of this region, encrypted with its keys', () => {
    const { region, kubernetes } = it.run.world
    const [cluster] = clustersOf(region)
    expect(cluster).toMatchObject({
      KmsKeyId: view.database.kmsKeyId,
      DBSubnetGroup: view.recovery.database.subnetGroup,
      DBClusterParameterGroup: view.recovery.database.clusterParameterGroup,
      DeletionProtection: true,
    })
    const claim = kubernetes.store.get(persistentVolumeClaims, view.kubernetes.namespace, view.files.claim)
    const volume = kubernetes.store.get(persistentVolumes, undefined, claim?.spec?.volumeName ?? '')
    const { fileSystemId = '', path } = parseHandle(volume?.spec?.csi?.volumeHandle ?? '') ?? {}
    expect(path).toBe(view.files.path)
    expect(region.efs.facts(fileSystemId).keyArn).toBe(view.files.kmsKeyId)
    expect(
      region.efs
        .root(fileSystemId)
        .readdir('/')
        .filter(name => name.startsWith('aws-backup-')),
    ).toEqual([])
  })

  test('tells what each store has lost, what Muster must learn, and what is still to do', () => {
    const report = reportOf(it.run)
    expect(report).toMatch(/\| database \| 2030-03-04T02:00:\d\dZ \| 4 h 5\d min \|/)
    expect(report).toContain(`primary: ${here}`)
    expect(report).toContain(`clusterId: ${clustersOf(it.run.world.region)[0]?.DBClusterIdentifier}`)
    expect(report).toContain(`keep WordPress in ${lost} at 0`)
  })

  test('restores the monitoring last, from copies that the person who declares was told of, and keeps what stood by', () => {
    const { run, outcome } = it
    expect(factsOf(run, 'Declare the region lost').monitoring).toEqual([
      expect.stringMatching(/^Prometheus: 2030-03-04T02:00:\d\dZ, 5 h \d+ min ago/),
      expect.stringMatching(/^Grafana: 2030-03-04T02:00:\d\dZ, 5 h \d+ min ago/),
    ])
    const { volumeIds } = run.world.monitoring
    for (const store of ['prometheus', 'grafana'] as const) {
      const disk = diskOf(run.world, store)
      expect(disk).toMatchObject({ type: 'gp3', encrypted: true, keyArn: view.monitoring.kmsKeyId })
      // By its lineage the copies of what was lost are found again, with nobody left to ask.
      const lineage = disk?.tags.find(({ Key }) => Key === LINEAGE_TAG)?.Value
      expect(lineage).toBe(`${lost}:${run.world.home?.monitoring.volumeIds[store]}`)
      expect(outcome.retained.map(({ id }) => id)).toContain(volumeIds[store])
    }
    expect(stepNamed(outcome, 'prometheusProof')?.said).toContain('newest 2030-03-04T02:00')
    expect(stepNamed(outcome, 'grafanaProof')?.said).toContain('dashboards 25')
    // Visitors were served long before.
    expect(Date.parse(stepNamed(outcome, 'committed')?.endedAt ?? '')).toBeLessThan(
      Date.parse(stepNamed(outcome, 'prometheus')?.startedAt ?? ''),
    )
  })

  describe('the other scenarios work here afterwards, with what was handed over', () => {
    let moved: Platform

    beforeAll(() => {
      const [handed] = it.run.timeline.results('hand-over-region') as readonly { platform: Handed }[]
      moved = movedTo(view, handed?.platform)
    })

    const recovered = ({ execution, world, before }: Run) => {
      expect([execution.error, execution.cause]).toEqual([undefined, undefined])
      expect(JSON.parse(execution.output ?? '{}')).toMatchObject({ ending: 'Recovered' })
      expect(world.cloud.calls.filter(({ outcome, region }) => outcome === 'denied' && region === here)).toEqual([])
      expect(before.size).toBeGreaterThan(0)
    }

    test('lost monitoring data comes back from the same copies: its new volumes have no backup of their own yet', async () => {
      const after = await struckHere(it.stage, moved, {
        scenario: 'monitoring-loss',
        strike: world => disasterFor('monitoring-loss').strike(world),
        asks: at => ({ lostAt: at }),
      })
      recovered(after)
      const points = after.timeline.results('choose-volume-point') as readonly { moment: string }[]
      expect(points.map(({ moment }) => moment.slice(0, 16))).toEqual(['2030-03-04T02:00', '2030-03-04T02:00'])
    })

    test('a corrupted database is recovered', async () => {
      const after = await struckHere(it.stage, moved, {
        scenario: 'database-corruption',
        strike: ({ region }) => {
          const [cluster] = clustersOf(region)
          region.rds.databaseAt(cluster?.Endpoint ?? '').administer("UPDATE wp_posts SET post_content = 'x'")
        },
        asks: at => ({ damagedAt: at }),
      })
      recovered(after)
      expect(clustersOf(after.world.region)).toHaveLength(2)
    })

    test('deleted files come back from the backup that a plan of this region has made in the first night', async () => {
      const { clock } = it.run.world
      await clock.run(Date.parse('2030-03-05T04:00:00Z'))
      const uploads = (world: World) =>
        world.region.efs.root(moved.files.fileSystemId).readdir(`${moved.files.path}/uploads`)
      const had = uploads(it.run.world)
      const after = await struckHere(it.stage, moved, {
        scenario: 'file-deletion',
        strike: world => disasterFor('file-deletion').strike(world),
        asks: (at, world) => disasterFor('file-deletion').request(world, at),
      })
      recovered(after)
      expect([...uploads(after.world)].sort()).toEqual([...had].sort())
    })
  })
})

interface Handed {
  readonly clusterId: string
  readonly fileSystemId: string
}

/** The platform file as the report says it is to be: this region is the primary one now. */
const movedTo = (at: Platform, handed: Handed | undefined): Platform => ({
  ...at,
  database: { ...at.database, clusterId: handed?.clusterId ?? '' },
  files: { ...at.files, fileSystemId: handed?.fileSystemId ?? '' },
})

interface Strike {
  readonly scenario: string
  readonly strike: (world: World) => void
  /** What is asked of the run; `at` is when it struck. */
  readonly asks: (at: string, world: World) => Readonly<Record<string, unknown>>
}

/** Deploys the scenario into the region that serves by now, strikes, and recovers from it. */
async function struckHere(stage: Stage, moved: Platform, { scenario: name, strike, asks }: Strike): Promise<Run> {
  const answering = scenarioNamed(name)
  const world: World = { ...stage.world, platform: moved }
  deploy(world, { scenario: answering, mode: 'recover', handlers: await handlersOf(answering, 'recover') })
  await world.clock.run(world.clock.now() + 20 * 60_000)
  const at = new Date(world.clock.now()).toISOString()
  strike(world)
  await world.clock.run(world.clock.now() + 10 * 60_000)
  const waived = { approval: 'waived', waivedBecause: 'a test of what comes after', requestedBy: 'oncall' }
  const run = startRun(
    { ...stage, world, scenario: answering },
    { ...asks(at, world), ...waived, commitWindowMinutes: 5 },
  )
  await ended(run)
  return run
}

describe('a drill while production serves', () => {
  test('restores both beside, proves them, touches nothing of production in either region, and takes everything away', async () => {
    const stage = await staged({ scenario, mode: 'drill', seed: 'calm' }, { quick: false })
    const before = productionOf(stage.world)
    const run = await played(stage)
    await closeStage(stage)
    const outcome = measured(stage, run)

    expect(outcome).toMatchObject({ ending: 'DrillPassed', cause: '', denied: [], leftovers: [], retained: [] })
    expect(outcome.visitors).toMatchObject({ failed: 0, wrong: 0 })
    expect([...productionOf(stage.world)].filter(([name, value]) => before.get(name) !== value)).toEqual([])
    expect(stage.world.terraform?.api.runs().map(({ status }) => status)).toEqual(['planned_and_finished'])
    expect(stepNamed(outcome, 'surveyed')?.status).toBe('done')
    expect(stepNamed(outcome, 'connected')?.status).toBe('done')
    expect(clustersOf(run.world.region)).toEqual([])
    expect(dues(run)).toEqual(ALL_DUES)
    expectGolden('region-failure/drill-timeline.txt', timelineText(outcome))
  })
})
