// Monitoring data is lost: what the person on call is promised, in every way such a run may go and end.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { AUTOMATED_BEFORE } from '../../domain/kubernetes-labels.ts'
import { restoredName } from '../../domain/monitoring/store.ts'
import { KEEP_UNTIL_TAG } from '../../domain/run.ts'
import { applications, persistentVolumeClaims, persistentVolumes } from '../../sandbox/kubernetes/kinds.ts'
import type { Outcome, RehearsalRequest } from '../../sandbox/rehearsal.ts'
import { closeStage, ended, type Run, type Stage, startRun } from '../../sandbox/stage.ts'
import { Grafana } from '../../sandbox/world/monitoring/grafana.ts'
import type { World } from '../../sandbox/world/world.ts'
import { ALL_DUES, contentOf, dues, measured, platform, played, rehearsed, staged, stepNamed } from '../rehearsing.ts'

jest.setTimeout(120_000)
const { namespace } = platform.monitoring
const { evidenceBucket } = platform.muster

const of = (given: Partial<RehearsalRequest> = {}): Partial<RehearsalRequest> => ({
  scenario: 'monitoring-loss',
  ...given,
})

const volumeOf = ({ kubernetes }: World, claim: string) =>
  kubernetes.store.get(persistentVolumeClaims, namespace, claim)?.spec?.volumeName
const policyOf = ({ kubernetes }: World, volume: string) =>
  kubernetes.store.get(persistentVolumes, undefined, volume)?.spec?.persistentVolumeReclaimPolicy
const diskOf = ({ region }: World, id: string | undefined) => region.ec2.volumes().find(each => each.id === id)
const claims = {
  prometheus: 'prometheus-kube-prometheus-prometheus-db-prometheus-kube-prometheus-prometheus-0',
  grafana: 'grafana',
} as const
const bothClaims = (world: World) => [volumeOf(world, claims.prometheus), volumeOf(world, claims.grafana)]

function grafanaIn({ kubernetes, monitoring }: World): Grafana {
  const [pod] = kubernetes.endpoints(namespace, platform.monitoring.grafana.service)
  const server = pod && monitoring.running.of({ namespace, name: pod.name })
  if (server instanceof Grafana) return server
  throw new Error('Grafana does not run')
}
const dashboardsIn = (world: World): number =>
  Number(grafanaIn(world).database.prepare('SELECT COUNT(*) AS n FROM dashboard WHERE is_folder = 0').get()?.n)

describe('a calm recovery, with the usual timings', () => {
  let stage: Stage
  let run: Run
  let outcome: Outcome
  let before: readonly unknown[]

  beforeAll(async () => {
    stage = await staged(of({ seed: 'calm' }), { quick: false })
    before = bothClaims(stage.world)
    run = await played(stage)
    await closeStage(stage)
    outcome = measured(stage, run)
  })

  test('ends Recovered within the promised times, with nothing denied and nothing left behind', () => {
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
    expect(outcome.objectives.rto).toMatchObject({ promisedSeconds: 3600, met: true })
    expect(outcome.objectives.rpo).toMatchObject({ promisedSeconds: 86_400, met: true })
    // The recovery points of the night, and some seconds: what was written since is gone.
    expect(outcome.objectives.rpo.achievedSeconds).toBeGreaterThan(4 * 3600)
    expect(outcome.visitors.healthyAtEnd).toBe(true)
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('both stores run on volumes of the run: gp3, encrypted with our key, tagged, in the zone of the old ones', () => {
    const { world } = stage
    for (const [store, claim] of Object.entries(claims) as ['prometheus' | 'grafana', string][]) {
      const name = restoredName({ id: run.id, mode: 'recover' }, store)
      expect(volumeOf(world, claim)).toBe(name)
      const handle = world.kubernetes.store.get(persistentVolumes, undefined, name)?.spec?.csi?.volumeHandle
      const [made, old] = [diskOf(world, handle), diskOf(world, world.monitoring.volumeIds[store])]
      expect(made).toMatchObject({
        type: 'gp3',
        encrypted: true,
        keyArn: platform.monitoring.kmsKeyId,
        state: 'in-use',
      })
      expect(made?.zone.name).toBe(old?.zone.name)
      expect(made?.tags).toEqual(expect.arrayContaining([{ Key: 'Component', Value: 'monitoring' }]))
    }
  })

  test('the old volumes are kept, with why and until when on them, and in the report', () => {
    const { world } = stage
    for (const id of Object.values(world.monitoring.volumeIds)) {
      const disk = diskOf(world, id)
      expect(disk?.state).toBe('available')
      expect(disk?.tags.some(({ Key }) => Key === KEEP_UNTIL_TAG)).toBe(true)
      expect(outcome.retained.map(each => each.id)).toContain(id)
    }
    for (const volume of before) expect(policyOf(world, String(volume))).toBe('Retain')
  })

  test('both are worked on side by side, and Argo CD is paused meanwhile and syncs again afterwards', () => {
    const begun = (name: string) => Date.parse(stepNamed(outcome, name)?.startedAt ?? '')
    expect(begun('grafanaStopped')).toBeLessThan(begun('prometheusMoved'))
    expect(begun('gitopsPaused')).toBeLessThan(begun('prometheusStopped'))
    expect(begun('gitopsResumed')).toBeGreaterThan(begun('prometheusProof'))
  })

  test('every dashboard is there again, and was exported afterwards for the next time', () => {
    expect(dashboardsIn(stage.world)).toBeGreaterThan(20)
    const exports = [...contentOf(stage.world, evidenceBucket)].filter(([key]) => key.startsWith('dashboards/'))
    const [, newest = '{}'] = exports.toSorted(([a], [b]) => (a < b ? -1 : 1)).at(-1) ?? []
    const { at, dashboards, sources } = JSON.parse(newest) as { at: string; dashboards: unknown[]; sources: object[] }
    // It is told to the second.
    const ended = Math.floor(Date.parse(stepNamed(outcome, 'committed')?.endedAt ?? '') / 1000) * 1000
    expect(Date.parse(at)).toBeGreaterThanOrEqual(ended)
    expect(dashboards).toHaveLength(dashboardsIn(stage.world))
    expect(JSON.stringify(sources)).not.toContain('secureJsonData')
  })
})

describe('a drill', () => {
  test('looks into both restored volumes, touches nothing of production, and takes everything away', async () => {
    const stage = await staged(of({ mode: 'drill' }), { quick: false })
    const found = bothClaims(stage.world)
    const run = await played(stage)
    await closeStage(stage)
    const outcome = measured(stage, run)
    expect(outcome).toMatchObject({ ending: 'DrillPassed', denied: [], leftovers: [], retained: [] })
    expect(bothClaims(stage.world)).toEqual(found)
    expect(stage.world.region.ec2.volumes()).toHaveLength(2)
    const proofs = run.timeline.results('check-inspection').map(each => JSON.stringify(each))
    expect(proofs.join()).toContain('blocks are whole')
    expect(proofs.join()).toContain('its database is sound: 25 dashboards')
  })

  test.each(['block-spoilt', 'log-spoilt', 'dashboards-spoilt'])(
    'finds what %s names, before anybody needs it',
    async fault => {
      const { outcome } = await rehearsed(of({ mode: 'drill', faults: [fault] }))
      expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
      expect(outcome.cause).toMatch(/NotProven/)
    },
  )
})

describe('Argo CD', () => {
  test('remembers its policy while it is paused, so that a run which is killed there leaves it to the next', async () => {
    const stage = await staged(of())
    const { kubernetes } = stage.world
    const [found] = kubernetes.store
      .list(applications)
      .filter(({ metadata }) => metadata.name === platform.monitoring.argoApplication?.name)
    const policy = found?.spec.syncPolicy?.automated
    const run = startRun(stage)
    const nowIs = () => kubernetes.store.get(applications, found?.metadata.namespace, found?.metadata.name ?? '')
    await stage.world.clock.run(() => nowIs()?.spec.syncPolicy?.automated === undefined)
    expect(policy).toBeDefined()
    expect(JSON.parse(nowIs()?.metadata.annotations?.[AUTOMATED_BEFORE] ?? '')).toEqual(policy)
    await ended(run)
    expect(nowIs()?.spec.syncPolicy?.automated).toEqual(policy)
    expect(nowIs()?.metadata.annotations?.[AUTOMATED_BEFORE]).toBeUndefined()
  })
})

describe('what is chosen', () => {
  test('one store alone: the other is not touched', async () => {
    const stage = await staged(of({ input: { prometheus: 'leave' } }))
    const [prometheus] = bothClaims(stage.world)
    const run = await played(stage)
    expect(measured(stage, run)).toMatchObject({ ending: 'Recovered', leftovers: [], denied: [] })
    expect(volumeOf(stage.world, claims.prometheus)).toBe(prometheus)
    expect(dashboardsIn(stage.world)).toBeGreaterThan(20)
  })

  test('a loss on the day of a recovery: the recovery points of the volume from before serve again', async () => {
    const stage = await staged(of())
    await played(stage)
    await stage.world.clock.run(stage.world.clock.now() + 120_000)
    const lostAt = new Date(stage.world.clock.now() - 60_000).toISOString()
    const again = await played(stage, { lostAt })
    expect(measured(stage, again)).toMatchObject({ ending: 'Recovered', leftovers: [] })
  })

  test('claims that were given new volumes: the recovery points of those before are found by what they were made for', async () => {
    const stage = await staged(of({ faults: ['volumes-anew'] }))
    const run = await played(stage)
    expect(measured(stage, run)).toMatchObject({ ending: 'Recovered', leftovers: [], denied: [] })
    const [point] = run.timeline.results('choose-volume-point') as readonly { forebears: readonly string[] }[]
    expect(point?.forebears).toEqual([expect.stringMatching(/:volume\/vol-0000/)])
  })

  test('dashboards from an export: what is missing is imported, and what people made since stays', async () => {
    const stage = await staged(of())
    await played(stage)
    const { world } = stage
    const { database } = grafanaIn(world)
    const [kept] = database.prepare('SELECT uid, data FROM dashboard WHERE is_folder = 0').all()
    database.prepare('DELETE FROM dashboard WHERE is_folder = 0 AND uid <> ?').run(String(kept?.uid))
    database.prepare('UPDATE dashboard SET data = \'{"edited":true}\' WHERE uid = ?').run(String(kept?.uid))
    await world.clock.run(world.clock.now() + 120_000)
    const lostAt = new Date(world.clock.now() - 60_000).toISOString()
    const run = await played(stage, { lostAt, prometheus: 'leave', grafana: 'export' })
    expect(measured(stage, run)).toMatchObject({ ending: 'Recovered', leftovers: [], denied: [] })
    expect(dashboardsIn(world)).toBeGreaterThan(20)
    const after = grafanaIn(world).database.prepare('SELECT data FROM dashboard WHERE uid = ?').get(String(kept?.uid))
    expect(after?.data).toBe('{"edited":true}')
  })

  test('dashboards from an export that there is not: nothing begins', async () => {
    const input = { grafana: 'export', prometheus: 'leave', lostAt: '2029-01-01T00:00:00Z' }
    const { outcome } = await rehearsed(of({ input }))
    expect(outcome).toMatchObject({ ending: 'Refused', cause: expect.stringContaining('there is no export') })
  })

  test('more dashboards than there are: both stores go back to their old volumes', async () => {
    const { outcome } = await rehearsed(of({ input: { dashboards: 500 } }))
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('expected 500 (the request says so)')
  })
})

describe('a run that does not go through', () => {
  test('rejected: nothing was touched', async () => {
    const { outcome } = await rehearsed(of({ approving: { kind: 'reject' } }))
    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
  })

  test('aborted during the cutover: claims, replicas and reclaim policies are as they were, what was restored is kept', async () => {
    const stage = await staged(of({ faults: ['operator-aborts@prometheusProof'] }), { quick: false })
    const found = bothClaims(stage.world)
    const policies = found.map(volume => policyOf(stage.world, String(volume)))
    const run = await played(stage)
    await closeStage(stage)
    const outcome = measured(stage, run)
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(bothClaims(stage.world)).toEqual(found)
    expect(found.map(volume => policyOf(stage.world, String(volume)))).toEqual(policies)
    expect(outcome.retained).toHaveLength(2)
  })

  test.each([
    ['volume-fails', 'RolledBack', 'is in state error'],
    ['volume-vanishes', 'RolledBack', 'is gone'],
    ['volume-untagged', 'RolledBack', 'ContainerCreating'],
    ['claims-stay', 'Refused', 'a VolumeSnapshot is being taken of it: wait until it is ready to use, or delete it'],
    ['operator-down', 'RolledBack', 'pods of Prometheus are left'],
    ['block-spoilt', 'RolledBack', 'has crashed'],
    ['dashboards-spoilt', 'RolledBack', 'has crashed'],
  ])('%s: ends %s and says %s', async (fault, ending, text) => {
    const { outcome } = await rehearsed(of({ faults: [fault] }))
    expect(outcome).toMatchObject({ ending, leftovers: [] })
    expect(outcome.cause).toContain(text)
  })

  test.each([
    'zone-cordoned@a',
    'volume-stays-attached',
    'log-spoilt',
    'slow-replay@12',
    'newest-volume-backups-expired',
  ])('%s is survived', async fault => {
    const { outcome } = await rehearsed(of({ faults: [fault] }))
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(outcome.visitors.healthyAtEnd).toBe(true)
  })
})
