// A platform in two regions: what waits in the other one, what a dark region leaves, and where visitors then arrive.
import { beforeAll, describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import { nodes, pods } from '../../../sandbox/kubernetes/kinds.ts'
import { inventory } from '../../../sandbox/leftovers.ts'
import {
  achievedRpo,
  healthyAtEnd,
  heldIn,
  lostWrites,
  outageSeconds,
  secondsUntilWell,
} from '../../../sandbox/world/measures.ts'
import { ask } from '../aws/calling.ts'
import {
  bindFiles,
  east,
  hour,
  minute,
  newestCopy,
  platform,
  pointSecret,
  raiseFlag,
  restoreDatabase,
  restoreFiles,
  site,
  startWordPress,
  type TwoRegions,
  turnUp,
  twoRegions,
  west,
} from './two-regions-world.ts'

const wordpressPods = ({ kubernetes }: TwoRegions) =>
  kubernetes.store
    .list(pods, platform.kubernetes.namespace)
    .filter(({ metadata }) => metadata.name.startsWith(`${platform.kubernetes.deployment}-`))

const get = async ({ cloud, clock }: TwoRegions, url: string) => {
  const { protocol, hostname, pathname: path } = new URL(url)
  let over = false
  const answer = cloud.transport
    .handle(new HttpRequest({ method: 'GET', protocol, hostname, path, headers: {} }))
    .then(
      ({ response }) => response.statusCode,
      (error: Error) => error.name,
    )
    .finally(() => {
      over = true
    })
  await clock.run(() => over)
  return answer
}

describe('The pilot light', () => {
  const world = twoRegions()

  beforeAll(() => world.pass(20 * minute))

  test('holds a copy of every night, under names and keys of its own region', () => {
    for (const store of ['database', 'files', 'monitoring'] as const) {
      const copy = newestCopy(world, store)
      expect(new Date(copy.createdAt).toISOString()).toBe('2030-03-04T02:00:00.000Z')
      expect(copy.keyArn).toBe(platform.recovery[store].kmsKeyId)
      expect(copy.sourceVaultArn).toContain(`:${east}:`)
    }
    expect(world.region.backup.recoveryPoints(platform.recovery.database.vault)).toHaveLength(13)
  })

  test('has replicas of the secrets, which name the host of the primary region', () => {
    for (const name of [platform.database.secret, platform.database.masterSecret, platform.database.readerSecret]) {
      expect(world.region.secrets.isReplica(name)).toBe(true)
      expect(world.region.secrets.current(name)).toEqual(world.home.region.secrets.current(name))
    }
  })

  test('runs nothing of WordPress, and its pods stay pending until there are nodes for them', async () => {
    expect(wordpressPods(world)).toEqual([])
    const light = twoRegions()
    startWordPress(light)
    bindFiles(light, 'fs-0123456789abcdef0')
    await light.pass(10 * minute)
    expect(wordpressPods(light).map(({ status }) => status?.phase)).toEqual(['Pending', 'Pending', 'Pending'])
    expect(wordpressPods(light)[0]?.status?.conditions?.[0]?.message).toContain("didn't match Pod's node affinity")
  })

  test('its workspace makes the nodes once the plan is confirmed and applied; they take pods when they are ready', async () => {
    const light = twoRegions()
    const ready = () =>
      light.kubernetes.store
        .list(nodes)
        .filter(({ status }) => status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'))
    expect(ready()).toHaveLength(1)
    await turnUp(light)
    expect(light.kubernetes.store.list(nodes)).toHaveLength(1 + platform.recovery.kubernetes.nodes)
    expect(ready()).toHaveLength(1)
    await light.pass(3 * minute)
    expect(ready()).toHaveLength(1 + platform.recovery.kubernetes.nodes)
  })

  test('a platform without a workspace has its nodes from the beginning', () => {
    const recovery = { ...platform.recovery, infrastructure: { kind: 'pilot-light' as const } }
    const { kubernetes, terraform } = twoRegions({ platform: { ...platform, recovery } })
    expect(terraform).toBeUndefined()
    expect(kubernetes.store.list(nodes)).toHaveLength(1 + platform.recovery.kubernetes.nodes)
  })

  test('tonight’s copies come when their jobs are through, and not when the region goes first', async () => {
    const early = twoRegions({ begins: Date.parse('2030-03-04T01:30:00Z') })
    const late = twoRegions({ begins: Date.parse('2030-03-04T01:30:00Z') })
    await early.pass(5 * hour)
    expect(new Date(newestCopy(early, 'database').createdAt).toISOString()).toMatch(/^2030-03-04T02:0/)
    await late.pass(32 * minute)
    late.goDark(east)
    await late.pass(5 * hour)
    expect(new Date(newestCopy(late, 'database').createdAt).toISOString()).toBe('2030-03-03T02:00:00.000Z')
    expect(late.home.region.backup.copyJobs().filter(({ state }) => state === 'FAILED')).not.toHaveLength(0)
  })
})

describe('When the primary region is dark', () => {
  test('nobody of it answers: its pages time out, alarms of the other region tell, its heart stands still', async () => {
    const world = twoRegions()
    world.visitors.start()
    await world.pass(30 * minute)
    expect(await get(world, platform.application.url)).toBe(200)
    const [alarm = ''] = platform.recovery.evidence.alarms
    expect(world.region.cloudwatch.alarm(alarm)?.status.value).toBe('OK')
    world.goDark(east)
    const darkAt = world.clock.now()
    await world.pass(5 * minute)
    expect(await get(world, platform.application.url)).toBe('TimeoutError')
    expect(world.serving()).toBeUndefined()
    expect(world.region.cloudwatch.alarm(alarm)?.status.value).toBe('ALARM')
    expect(world.visitors.visits.filter(({ at }) => at > darkAt).every(({ seen }) => seen === 'failed')).toBe(true)
    const { namespace, metric } = platform.recovery.evidence.heartbeat
    const { Datapoints } = ask(world.region.cloudwatch.service, 'GetMetricStatistics', {
      ...{ Namespace: namespace, MetricName: metric, Period: 60, Statistics: ['Sum'] },
      ...{ StartTime: new Date(darkAt - 10 * minute), EndTime: new Date(world.clock.now()) },
    })
    expect(Math.max(...Datapoints.map((each: { Timestamp: Date }) => each.Timestamp.getTime()))).toBeLessThan(darkAt)
    world.comesBack(east)
    expect(await get(world, platform.application.url)).toBe(200)
  })

  test('the control plane of Route 53 refuses, while names are answered', () => {
    const { traffic, controlPlaneOfDns, goDark } = twoRegions()
    goDark(east)
    controlPlaneOfDns(false)
    expect(() => ask(traffic.route53.service, 'ListHostedZones', {})).toThrow('cannot take requests')
    expect(traffic.lookUp(site)).toEqual(traffic.entrances[0]?.addresses)
  })
})

describe('Where the record itself is changed', () => {
  test('visitors move with its weights, which only a control plane that is up can change', async () => {
    const recovery = {
      ...platform.recovery,
      traffic: {
        ...{ by: 'record' as const, hostedZone: 'Z0123456789ABCDEFGHIJ', ttl: 60 },
        setIdentifiers: { primary: 'east', recovery: 'west' },
      },
    }
    const world = twoRegions({ platform: { ...platform, recovery } })
    const { service } = world.traffic.route53
    const { hostedZone: HostedZoneId } = recovery.traffic
    const { ResourceRecordSets: records } = ask(service, 'ListResourceRecordSets', { HostedZoneId })
    const weigh = (weights: Readonly<Record<string, number>>) => {
      const own = records.filter(({ SetIdentifier = '' }) => SetIdentifier in weights)
      const Changes = own.map((each: { SetIdentifier: string }) => ({
        Action: 'UPSERT',
        ResourceRecordSet: { ...each, Weight: weights[each.SetIdentifier] },
      }))
      return ask(service, 'ChangeResourceRecordSets', { HostedZoneId, ChangeBatch: { Changes } })
    }
    expect(world.serving()?.region.name).toBe(east)
    world.controlPlaneOfDns(false)
    expect(() => weigh({ east: 0, west: 100 })).toThrow('cannot take requests')
    world.controlPlaneOfDns(true)
    weigh({ east: 0, west: 100 })
    await world.pass(5 * minute)
    expect(world.serving()?.region.name).toBe(west)
    expect(world.traffic.lookUp(site)).toEqual(world.traffic.entrances[1]?.addresses)
  })
})

describe('What counts', () => {
  const visit = (at: number, seen: 'ok' | 'failed', stubborn = false) => ({ at: at * 1000, seen, stubborn })

  test('an outage is over when those are served whose resolvers heed TTLs; the others still count as outage', () => {
    const visits = [visit(0, 'failed'), visit(5, 'ok'), visit(10, 'failed', true), visit(15, 'ok')]
    expect(secondsUntilWell(visits, 0)).toBe(5)
    expect(outageSeconds(visits)).toBe(10)
    const well = Array.from({ length: 24 }, (_, index) =>
      visit(index * 5, index % 2 ? 'failed' : 'ok', index % 2 === 1),
    )
    expect(healthyAtEnd(well)).toBe(true)
    expect(healthyAtEnd([...well, visit(120, 'failed')])).toBe(false)
  })
})

describe('Recovered by hand', () => {
  const world = twoRegions()
  const { home, visitors } = world
  let struckAt = 0
  let shiftedAt = 0

  beforeAll(async () => {
    visitors.start()
    await world.pass(30 * minute)
    struckAt = world.clock.now()
    world.goDark(east)
    world.controlPlaneOfDns(false)
    await turnUp(world)
    const host = await restoreDatabase(world)
    bindFiles(world, await restoreFiles(world))
    await pointSecret(world, host)
    startWordPress(world)
    await world.pass(10 * minute)
  })

  test('the site answers at its private address while the public name still leads to the dark region', async () => {
    expect(await get(world, platform.recovery.application.privateUrl)).toBe(200)
    expect(await get(world, platform.application.url)).toBe('TimeoutError')
  })

  test('the flag moves visitors when their resolvers ask again, the obedient ones within minutes', async () => {
    shiftedAt = world.clock.now()
    raiseFlag(world, 1)
    await world.pass(5 * minute)
    expect(world.serving()?.region.name).toBe(west)
    expect(await get(world, platform.application.url)).toBe(200)
    const since = visitors.visits.filter(({ at }) => at > shiftedAt + 4 * minute)
    expect(since.filter(({ stubborn, seen }) => !stubborn && seen !== 'ok')).toEqual([])
    expect(healthyAtEnd(visitors.visits)).toBe(true)
  })

  test('it holds what was copied, and what was written since the shift; the rest of the day is lost', () => {
    const held = heldIn(world)
    const lost = lostWrites(visitors, held)
    expect(lost.every(({ at }) => at < struckAt)).toBe(true)
    expect(visitors.writes.filter(({ at }) => at > shiftedAt).length).toBeGreaterThan(15)
    // Nobody wrote before the copy was made: the world began after it.
    expect(achievedRpo(visitors, held, struckAt)).toBe(Number.POSITIVE_INFINITY)
  })

  test('the primary comes back and the flag goes down and up: what was written there meanwhile is lost to the site', async () => {
    world.comesBack(east)
    const backAt = world.clock.now()
    raiseFlag(world, 0)
    await world.pass(10 * minute)
    expect(world.serving()?.region.name).toBe(east)
    expect(achievedRpo(visitors, heldIn(world), struckAt)).toBeLessThan(60)
    raiseFlag(world, 1)
    await world.pass(10 * minute)
    expect(world.serving()?.region.name).toBe(west)
    const split = lostWrites(visitors, heldIn(world)).filter(({ at }) => at > backAt)
    const atHome = new Set(
      home.site
        .session()
        ?.execute(`SELECT comment_content FROM ${platform.database.tablePrefix}comments`)
        .rows.map(([text]) => String(text)),
    )
    expect(split).not.toEqual([])
    for (const { token, kind } of split) if (kind === 'comment') expect(atHome.has(token)).toBe(true)
  })

  test('what a person made here by hand is told, and nothing of the other region', () => {
    const made = [...inventory(world)].filter(name => !inventory(twoRegions()).has(name))
    expect(made).toEqual(
      expect.arrayContaining(['cluster by-hand', 'instance by-hand-1', `secret ${platform.database.secret}`]),
    )
    expect(made.filter(name => name.startsWith(`${east}: `))).toEqual([])
  })
})
