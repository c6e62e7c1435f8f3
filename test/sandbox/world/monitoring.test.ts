// Monitoring that runs on its disks, loses its data, and gets it back from the recovery points of the night.
import { describe, expect, test } from '@jest/globals'
import { nodes, persistentVolumeClaims, persistentVolumes } from '../../../sandbox/kubernetes/kinds.ts'
import { attachments, figure, isServing, podOf, query, swap, toGrafana } from './monitoring-hands.ts'
import {
  claimPath,
  grafana,
  type Hands,
  minute,
  monitored,
  namespace,
  platform,
  restored,
  stores,
  strike,
} from './monitoring-stage.ts'

/** Signs in as people do; the API server keeps `authorization` for itself. */
async function session({ ask, world }: Hands): Promise<string> {
  const { user, password } = world.monitoring.administrator
  expect((await ask('POST', toGrafana('/login'), { user, password: 'wrong' })).status).toBe(401)
  const signedIn = await ask('POST', toGrafana('/login'), { user, password })
  expect(signedIn.status).toBe(200)
  return ''
}

describe('Monitoring before any disaster', () => {
  test('runs on its disks: attached in their zones, scraped for weeks, with dashboards', async () => {
    const hands = await monitored()
    expect([isServing(hands, 'prometheus'), isServing(hands, 'grafana')]).toEqual([true, true])
    expect(attachments(hands).map(({ status }) => status?.attached)).toEqual([true, true])
    const zoneOf = (which: 'prometheus' | 'grafana') =>
      hands.world.kubernetes.store.get(nodes, undefined, podOf(hands, which)?.spec?.nodeName ?? '')?.metadata.labels?.[
        'topology.kubernetes.io/zone'
      ]
    expect([zoneOf('prometheus'), zoneOf('grafana')]).toEqual([stores.prometheus.zone, stores.grafana.zone])
    expect(figure(await hands.ask('GET', query('count(up == 1)')))).toBe(20)
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(hands.world.clock.now() / 1000 - oldest).toBeGreaterThan(119 * 86_400)
    await session(hands)
  })
})

describe('A Grafana that is a StatefulSet', () => {
  test('finds its disk by the name of its claim, and gets an empty one when that claim is deleted', async () => {
    const workload = { kind: 'StatefulSet', name: 'grafana' } as const
    const monitoring = { ...platform.monitoring, grafana: { ...grafana, workload, claim: 'storage-grafana-0' } }
    const hands = await monitored({ platform: { ...platform, monitoring } })
    const { kubernetes, region } = hands.world
    expect(isServing(hands, 'grafana')).toBe(true)
    expect(podOf(hands, 'grafana')?.metadata.name).toBe('grafana-0')
    expect(kubernetes.store.list(persistentVolumeClaims, namespace).map(({ metadata }) => metadata.name)).toContain(
      'storage-grafana-0',
    )
    expect(region.ec2.volumes()).toHaveLength(2)
    // Taken away for good, it comes back with an empty disk: nobody asked for that volume.
    await hands.ask('DELETE', `${claimPath}/storage-grafana-0`)
    await hands.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/grafana-0`)
    await hands.until(
      () =>
        region.ec2.volumes().length === 2 &&
        isServing(hands, 'grafana') &&
        region.ec2.volumes()[1]?.id !== hands.world.monitoring.volumeIds.grafana,
    )
  })
})

describe('A loss', () => {
  test('leaves both running and empty: nothing in Kubernetes is unwell', async () => {
    const hands = await monitored()
    const viewers = hands.world.dashboardViewers
    viewers.start()
    await hands.pass(20 * minute)
    expect(new Set(viewers.visits.map(({ seen }) => seen))).toEqual(new Set(['ok']))
    strike(hands)
    const struckAt = hands.world.clock.now()
    await hands.until(() => !isServing(hands, 'grafana') || !isServing(hands, 'prometheus'))
    await hands.until(() => isServing(hands, 'prometheus') && isServing(hands, 'grafana'))
    await hands.pass(10 * minute)
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(oldest * 1000).toBeGreaterThan(struckAt)
    expect(viewers.visits.at(-1)?.seen).toBe('wrong')
    expect(viewers.achievedRpo(struckAt)).toBe(Number.POSITIVE_INFINITY)
  })

  test('is undone from the recovery points of the night: targets, history and dashboards are there again', async () => {
    const hands = await monitored()
    hands.world.dashboardViewers.start()
    await hands.pass(60 * minute)
    strike(hands)
    const struckAt = hands.world.clock.now()
    await hands.pass(10 * minute)
    for (const which of ['prometheus', 'grafana'] as const) await swap(hands, which, await restored(hands, which))
    await hands.until(() => isServing(hands, 'prometheus') && isServing(hands, 'grafana'))
    await hands.pass(10 * minute)
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(struckAt / 1000 - oldest).toBeGreaterThan(14 * 86_400)
    const { visits } = hands.world.dashboardViewers
    expect(visits.slice(-10).every(({ seen }) => seen === 'ok')).toBe(true)
    // The backup of 02:00, an hour or less before the loss.
    const rpo = hands.world.dashboardViewers.achievedRpo(struckAt)
    expect(rpo).toBeGreaterThan(20 * 60)
    expect(rpo).toBeLessThan(60 * 60)
    // The old disks are still there: their volumes were to be retained.
    for (const which of ['prometheus', 'grafana'] as const)
      expect(hands.world.kubernetes.store.get(persistentVolumes, undefined, stores[which].volume)?.status?.phase).toBe(
        'Released',
      )
    expect(hands.world.region.ec2.volumes()).toHaveLength(4)
  })
})
