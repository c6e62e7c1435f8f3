// A region is lost: what the person on call is promised while nothing outside the recovery region answers.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { readPlatformFile } from '../../control/platform-file.ts'
import { reportKeys } from '../../domain/control-records.ts'
import { parseHandle } from '../../domain/files/volume-handle.ts'
import { claimName, LINEAGE_TAG, type StoreName } from '../../domain/monitoring/store.ts'
import type { Platform } from '../../domain/platform.ts'
import { platformAt } from '../../domain/platform-places.ts'
import { cronJobs, deployments, persistentVolumeClaims, persistentVolumes } from '../../sandbox/kubernetes/kinds.ts'
import type { Outcome } from '../../sandbox/rehearsal.ts'
import { handlersOf, scenarioNamed } from '../../sandbox/rehearse.ts'
import { closeStage, deploy, ended, type Run, type Stage, startRun } from '../../sandbox/stage.ts'
import { productionOf } from '../../sandbox/sweep/production.ts'
import { clustersOf } from '../../sandbox/world/backup-resources.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import { expectGolden } from '../golden.ts'
import { outcomeSchema } from '../outcome-schema.ts'
import { ALL_DUES, contentOf, dues, measured, platform, played, playedOnce, staged, stepNamed } from '../rehearsing.ts'
import { timelineText } from '../timeline-text.ts'

jest.setTimeout(120_000)
const scenario = 'region-failure'
const quickly = { commitWindowMinutes: 5 }
const view = platformAt('recovery', platform)
const { primary: lost, recovery: here } = platform.regions

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

const reportOf = ({ world, id }: Run) => contentOf(world, view.muster.evidenceBucket).get(reportKeys(id).markdown) ?? ''

const factsOf = (run: Run, question: string) => {
  const asked = run.messages.map(text => JSON.parse(text) as { title?: string; facts?: Record<string, string[]> })
  return asked.find(({ title }) => title === question)?.facts ?? {}
}

/** That on which the store is now. */
function diskOf({ region, kubernetes }: World, store: StoreName) {
  const claim = kubernetes.store.get(
    persistentVolumeClaims,
    view.monitoring.namespace,
    claimName(view.monitoring, store),
  )
  const volume = kubernetes.store.get(persistentVolumes, undefined, claim?.spec?.volumeName ?? '')
  return region.ec2.volumes().find(({ id }) => id === volume?.spec?.csi?.volumeHandle)
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

describe('other ways to stand by and to send visitors', () => {
  const withRecovery = (change: Partial<Platform['recovery']>): Platform => ({
    ...platform,
    recovery: { ...platform.recovery, ...change },
  })

  test('a pilot light that is there already needs no Terraform', async () => {
    const standing = withRecovery({ infrastructure: { kind: 'pilot-light' } })
    const { outcome } = await playedOnce({ scenario, platform: standing, input: quickly })
    expect(outcome).toMatchObject({ ending: 'Recovered', denied: [], leftovers: [] })
    expect(stepNamed(outcome, 'terraform')).toBeUndefined()
  })

  test('nodes that stand by have what they need of a quota, whatever it is now', async () => {
    const standing = withRecovery({ infrastructure: { kind: 'pilot-light' } })
    const { outcome } = await playedOnce({ scenario, platform: standing, faults: ['quota-short'], input: quickly })
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
  })

  const byRecord = readPlatformFile('platforms/example-pilot-light.yaml')

  test('a changed record sends visitors where its control plane answers, and needs no flag', async () => {
    const { outcome, run } = await playedOnce({ scenario, platform: byRecord, input: quickly })
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
    expect(outcome.objectives.rto.met).toBe(true)
    expect(outcome.calls.byOperation).not.toHaveProperty('cloudwatch:PutMetricData')
    expect(outcome.calls.byOperation['route53:ChangeResourceRecordSets']).toBe(1)
    expect(run.world.serving()?.region.name).toBe(byRecord.regions.recovery)
  })

  test('while the control plane is down nobody can be sent here: what was proved is kept, and the next run takes it over', async () => {
    const request = { scenario, platform: byRecord, faults: ['dns-control-plane-down'], input: quickly }
    const stage = await staged(request)
    const first = await played(stage)
    const outcome = measured(stage, first)
    expect(outcome).toMatchObject({ ending: 'RollbackIncomplete', leftovers: [] })
    expect(outcome.cause).toContain('Route 53 cannot take requests')
    expect(outcome.cause).toContain('Not undone: Send visitors to the old region again')
    expect(outcome.retained.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^magazine-live-rec-/))

    stage.world.controlPlaneOfDns(true)
    const second = await played(stage, { ...quickly, adopt: first.id })
    await closeStage(stage)
    expect(measured(stage, second)).toMatchObject({ ending: 'Recovered' })
    expect(clustersOf(stage.world.region)).toHaveLength(1)
  })

  test('a changed record needs the control plane of Route 53: without it the run goes back, and a person looks at the record', async () => {
    const traffic = {
      ...{ by: 'record' as const, hostedZone: 'Z0123456789ABCDEFGHIJ', ttl: 60 },
      setIdentifiers: { primary: 'us-east-1', recovery: 'us-west-2' },
    }
    const { outcome } = await playedOnce({ scenario, platform: withRecovery({ traffic }), input: quickly })
    expect(outcome).toMatchObject({ ending: 'RollbackIncomplete', leftovers: [] })
    expect(outcome.cause).toContain('Not undone: Send visitors to the old region again')
  })
})

const faulted = (...faults: readonly string[]) => playedOnce({ scenario, faults, input: quickly })

describe('monitoring that cannot be restored fails no recovery', () => {
  test('what was never copied is told to the person who declares, and left as it stands by', async () => {
    const { run, outcome } = await faulted('never-copied@monitoring')
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', leftovers: [], retained: [] })
    expect(factsOf(run, 'Declare the region lost').monitoring?.join()).toMatch(/Grafana: left as it is: copies from/)
    expect(diskOf(run.world, 'grafana')?.id).toBe(run.world.monitoring.volumeIds.grafana)
  })

  test('it can be left out', async () => {
    const { outcome } = await playedOnce({ scenario, input: { ...quickly, monitoring: 'leave' } })
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [], retained: [] })
    expect(stepNamed(outcome, 'prometheus')).toBeUndefined()
  })

  test.each([
    ['volume-fails', 'is in state error'],
    ['block-spoilt', 'cannot be opened'],
    ['operator-aborts@prometheusStopped', 'OperatorAborted'],
  ])('%s: it is walked back to what stood by, and the run says what it did without', async (fault, said) => {
    const { run, outcome } = await faulted(fault)
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [], retained: [] })
    expect(outcome.cause).toMatch(/^The platform is recovered, without: /)
    expect(outcome.cause).toContain(said)
    expect(reportOf(run)).toContain('The platform is recovered, without: ')
    expect(diskOf(run.world, 'prometheus')?.id).toBe(run.world.monitoring.volumeIds.prometheus)
    const { namespace, prometheus } = view.monitoring
    expect(run.world.kubernetes.endpoints(namespace, prometheus.service)).toHaveLength(1)
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('what could not be walked back is a person’s: the run ends Held, and names it', async () => {
    const { outcome } = await faulted('block-spoilt', 'denied@ec2:DeleteVolume')
    expect(outcome).toMatchObject({ ending: 'Held' })
    expect(outcome.cause).toContain('Not undone: Delete the volume of')
    expect(outcome.visitors.healthyAtEnd).toBe(true)
  })

  test('a drill looks into the copies, and fails on those that nothing could run on', async () => {
    const { outcome } = await playedOnce({ scenario, mode: 'drill', faults: ['block-spoilt'] })
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [] })
    expect(outcome.cause).toContain('has no index')
  })
})

describe('when something goes wrong', () => {
  test('a false alarm is declined at no cost: nothing was touched', async () => {
    const { outcome, run } = await playedOnce({ scenario, input: quickly, approving: { kind: 'reject' } })
    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(run.world.terraform?.api.runs()).toEqual([])
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test.each([
    ['version-not-offered', 'which this region does not offer'],
    ['no-certificate', 'PENDING_VALIDATION'],
    ['no-load-balancer', 'load balancer'],
    ['replica-missing', 'wordpress-prod/database'],
    ['key-of-primary', 'key'],
    ['never-copied@files', 'copies of the files'],
    ['terraform-locked', 'locked by users user-night: maintenance'],
    ['terraform-run-ahead', 'locked by runs run-'],
    ['terraform-token-revoked', 'refuses the token'],
    ['terraform-may-not-apply', 'may not apply them, nor lock it'],
    ['quota-short', '3 vCPUs together, and 2 nodes have at least 4'],
    ['terraform-silent', 'cannot be looked at'],
  ])('%s is found before anything is touched', async (fault, said) => {
    const { outcome } = await faulted(fault)
    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(outcome.cause).toContain(said)
  })

  test('a token that cannot be read for a moment is asked for again: it says nothing of Terraform', async () => {
    const { outcome } = await faulted('throttled@secretsmanager:GetSecretValue')
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(stepNamed(outcome, 'onTerraform')?.attempts).toBeGreaterThan(1)
  })

  test('a plan that fails stops the run before anything is restored', async () => {
    const { outcome } = await faulted('terraform-plan-fails')
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test('nodes of which the quota leaves too few stop the run as they are built, before anything is restored', async () => {
    const { outcome } = await faulted('quota-tight')
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('Terraform has built it')
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test('a token that may apply no more leaves a plan that blocks the workspace, for a person to discard', async () => {
    const { outcome, run } = await faulted('terraform-loses-apply')
    expect(outcome).toMatchObject({ ending: 'RollbackIncomplete' })
    expect(outcome.cause).toMatch(
      /Not undone: Stop the Terraform run .*keeps every later run of the workspace .* waiting/,
    )
    expect(run.world.terraform?.api.runs().map(({ status }) => status)).toEqual(['planned'])
    expect(outcome.calls.byOperation).not.toHaveProperty('backup:StartRestoreJob')
  })

  test.each([
    'newest-copy-missing@database',
    'newest-copy-missing@files',
    'copy-partial@database',
    'rotated-since-copy',
    'flag-alarm-missing',
  ])('%s is borne', async fault => {
    expect((await faulted(fault)).outcome).toMatchObject({ ending: 'Recovered', cause: '', leftovers: [] })
  })

  test('copies that stopped coming are shown to the person who declares', async () => {
    const { run, outcome } = await faulted('copies-fail@files')
    expect(outcome).toMatchObject({ ending: 'Recovered' })
    expect(factsOf(run, 'Declare the region lost').late?.join()).toContain('files: late')
  })

  test('replicas that cannot be promoted leave what was proved for the next run, and everything else as it stood by', async () => {
    const { outcome, run } = await faulted('replica-not-promotable')
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.retained.map(({ id }) => id.replace(/-?[0-9a-f]{8,}$/, ''))).toEqual(
      expect.arrayContaining(['wordpress-prod-aurora-rec', 'workspace wordpress-prod-us-west-2']),
    )
    const { store } = run.world.kubernetes
    const { namespace, deployment } = view.kubernetes
    expect(store.get(deployments, namespace, deployment)?.spec?.replicas).toBe(0)
    expect(store.list(cronJobs, namespace).map(({ spec }) => spec?.suspend)).toEqual([true])
  })

  test('a primary region that comes back is fenced before visitors leave it, so that it takes no more writes', async () => {
    const { outcome, run } = await faulted('primary-returns@homeNow')
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(stepNamed(outcome, 'fence')?.said).toContain('fenced true')
    const { kubernetes } = run.world.home!
    const { namespace, deployment } = platform.kubernetes
    expect(kubernetes.store.get(deployments, namespace, deployment)?.spec?.replicas).toBe(0)
  })

  test('a primary region that comes back in the commit window is fenced then', async () => {
    const { outcome, run } = await faulted('primary-returns@committed')
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(reportOf(run)).toContain(`WordPress in ${lost} is stopped`)
  })

  test('going back would lose what people have written here: the run stops safe and says what', async () => {
    const { outcome } = await faulted('operator-rolls-back@2')
    expect(outcome).toMatchObject({ ending: 'Held', leftovers: [] })
    expect(outcome.cause).toMatch(/Not done: \d+ \w+.* were written here since/)
    expect(outcome.visitors.healthyAtEnd).toBe(true)
  })
})
