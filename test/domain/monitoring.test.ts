// What is decided about monitoring data: zones, tags, proofs, exports, requests, and what stops a run before it begins.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type DashboardExport, importBody, missingFrom } from '../../domain/monitoring/dashboards.ts'
import { forebearsIn, withoutForebears } from '../../domain/monitoring/forebears.ts'
import { judgeInspection, parsedInspection } from '../../domain/monitoring/inspection.ts'
import { judgeStore, type StoreSeen } from '../../domain/monitoring/preflight.ts'
import { judgeDashboards, judgeMetrics } from '../../domain/monitoring/proofs.ts'
import { claimName, LINEAGE_TAG, type Store } from '../../domain/monitoring/store.ts'
import { type FoundVolume, lineageOf, volumeFaults, volumeTags } from '../../domain/monitoring/volume.ts'
import { chooseZone, type NodeSeen } from '../../domain/monitoring/zone.ts'
import { checkRequest } from '../../domain/requests/index.ts'
import { platform } from '../rehearsing.ts'

const at = Date.parse('2030-03-04T07:06:00Z')
const moment = '2030-03-04T02:00:18Z'
const lostAt = '2030-03-04T06:58:30Z'
const [recover, drill] = [
  { id: 'monitoring-loss-1', mode: 'recover' } as const,
  { id: 'drill-1', mode: 'drill' } as const,
]

const node = (zone: string, more: Partial<NodeSeen> = {}): NodeSeen => ({
  ...{ name: `node-${zone}`, zone, ready: true, unschedulable: false, labels: {}, taints: [], ...more },
})
const anywhere = { nodeSelector: {}, tolerations: [] }

describe('the zone of a restored volume', () => {
  test('is that of the old one while a node there can run the store', () => {
    expect(chooseZone([node('a'), node('b'), node('b')], anywhere, 'a')).toBe('a')
  })

  test('is another when no node of the old zone can: not ready, cordoned, tainted, or not selected', () => {
    const unable: Partial<NodeSeen>[] = [
      { ready: false },
      { unschedulable: true },
      { taints: [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }] },
      { labels: { pool: 'batch' } },
    ]
    for (const more of unable) {
      const workload = more.labels ? { nodeSelector: { pool: 'web' }, tolerations: [] } : anywhere
      expect(chooseZone([node('a', more), node('b', { labels: { pool: 'web' } })], workload, 'a')).toBe('b')
    }
  })

  test('is none when nothing can run it', () => {
    expect(chooseZone([node('a', { unschedulable: true })], anywhere, 'a')).toBeUndefined()
  })

  test('a tolerated taint does not count', () => {
    const tainted = node('a', { taints: [{ key: 'dedicated', value: 'metrics', effect: 'NoSchedule' }] })
    const tolerations = [{ key: 'dedicated', operator: 'Equal', value: 'metrics' }]
    expect(chooseZone([tainted], { nodeSelector: {}, tolerations }, 'a')).toBe('a')
    expect(chooseZone([tainted], { nodeSelector: {}, tolerations: [{ operator: 'Exists' }] }, 'a')).toBe('a')
  })

  test('is always one with a node that can run the store, and never changes without need', () => {
    const zones = fc.constantFrom('a', 'b', 'c')
    const nodes = fc.array(fc.record({ zone: zones, unschedulable: fc.boolean() }))
    fc.assert(
      fc.property(nodes, zones, (list, before) => {
        const seen = list.map(({ zone, unschedulable }) => node(zone, { unschedulable }))
        const able = new Set(seen.filter(each => !each.unschedulable).map(each => each.zone))
        const chosen = chooseZone(seen, anywhere, before)
        return able.size === 0
          ? chosen === undefined
          : able.has(chosen ?? '') && (!able.has(before) || chosen === before)
      }),
    )
  })
})

const tags = {
  Component: 'monitoring',
  'aws:backup:source': 'x',
  'muster:run': 'an earlier run',
  CSIVolumeName: 'pvc-1',
  'kubernetes.io/created-for/pv/name': 'pvc-1',
  'kubernetes.io/created-for/pvc/name': 'grafana',
}
const arn = 'arn:aws:ec2:us-east-1:111122223333:volume/vol-0aaa'
const store: Store = {
  ...{ name: 'grafana', namespace: 'observability', podSelector: 'app=grafana' },
  ...{ replicas: 1, stopped: false, ready: true, zone: 'us-east-1b' },
  claim: { name: 'grafana', storageClass: 'gp3', size: '10Gi', accessModes: ['ReadWriteOnce'], labels: {} },
  volume: { name: 'pvc-1', reclaimPolicy: 'Delete', fsType: 'ext4' },
  disk: {
    ...{ arn, id: 'vol-0aaa', there: true, zone: 'us-east-1b', sizeGib: 10, iops: null, throughput: null },
    ...{ tags, lineage: [] },
  },
}

describe('the tags of a restored volume', () => {
  const attach = { 'ebs.csi.aws.com/cluster': 'true' }

  test('let it be attached and chosen by backup plans, and say whose it is and what it descends from', () => {
    expect(volumeTags({ store, run: recover, attachTags: attach, forebears: [store.disk.arn] })).toEqual({
      ...{ Component: 'monitoring', 'kubernetes.io/created-for/pvc/name': store.claim.name, ...attach },
      'kubernetes.io/created-for/pvc/namespace': store.namespace,
      ...{ 'muster:run': recover.id, 'muster:mode': 'recover', 'muster:store': 'grafana' },
      ...{ [LINEAGE_TAG]: 'vol-0aaa', Name: expect.stringMatching(/^muster-grafana-rec-/) },
    })
  })

  test('of a drill put it into no backup plan', () => {
    expect(volumeTags({ store, run: drill, attachTags: attach, forebears: [] })).not.toHaveProperty('Component')
  })

  test('remember as many forebears as a tag holds, of whatever region, so that their recovery points can be chosen from', () => {
    const lineage = Array.from({ length: 30 }, (_, index) =>
      arn.replace('0aaa', `0b1c2d3e4f5a6b7${index + 10}`).replace('us-east-1', index < 3 ? 'us-west-2' : 'us-east-1'),
    )
    const written = volumeTags({ store, run: recover, attachTags: attach, forebears: [arn, ...lineage] })
    expect(lineageOf(arn, written)).toEqual([arn, ...lineage].slice(0, 10))
    expect(written[LINEAGE_TAG]?.length).toBeLessThanOrEqual(256)
    expect(lineageOf(arn, {})).toEqual([])
  })
})

describe('a volume that EC2 has made', () => {
  const asked = { zone: 'us-east-1b', leastGib: 10, key: 'arn:aws:kms:us-east-1:111122223333:key/1', tags: { a: 'b' } }
  const good: FoundVolume = {
    ...{ id: 'vol-1', state: 'available', zone: 'us-east-1b', sizeGib: 10, type: 'gp3', iops: 3000, throughput: 125 },
    ...{ encrypted: true, keyArn: asked.key, snapshot: 'snap-1', createdAt: moment, tags: { a: 'b', c: 'd' } },
  }

  test('passes when it is as asked for', () => {
    expect(volumeFaults(good, asked)).toEqual([])
    expect(volumeFaults(good, { ...asked, key: '1' })).toEqual([])
  })

  test('is told apart from what EC2 gives by default', () => {
    const wrong = { ...good, type: 'gp2', zone: 'us-east-1a', encrypted: false, keyArn: null, sizeGib: 8, tags: {} }
    expect(volumeFaults(wrong, asked)).toEqual([
      'it is in us-east-1a, expected us-east-1b',
      'it is gp2, expected gp3',
      `it is encrypted with nothing, expected ${asked.key}`,
      'it has 8 GiB, expected 10',
      'it lacks the tags a',
    ])
  })
})

describe('what Prometheus holds', () => {
  const seen = { moment, lostAt, rpo: 86_400, targets: { up: 15, down: [] }, oldest: at - 86_400_000 }

  test('is proved when its samples reach the recovery point', () => {
    const { proofs, faults } = judgeMetrics({ ...seen, newest: Date.parse(moment) })
    expect(faults).toEqual([])
    expect(proofs[1]).toContain('to 2030-03-04T02:00:18Z, 4 h 58 min before the loss')
  })

  test('is said to be short when its log was cut, and fails only beyond the promise', () => {
    const hour = 3_600_000
    const cut = judgeMetrics({ ...seen, newest: Date.parse(moment) - 2 * hour })
    expect(cut.faults).toEqual([])
    expect(cut.proofs[1]).toContain('the last 2 h before the recovery point were lost')
    expect(judgeMetrics({ ...seen, newest: Date.parse(lostAt) - 25 * hour }).faults).toHaveLength(1)
    expect(judgeMetrics({ ...seen, newest: null }).faults).toHaveLength(1)
  })

  test('may be as old as a recovery point that was approved', () => {
    const old = { ...seen, moment: '2030-03-01T02:00:00Z' }
    expect(judgeMetrics({ ...old, newest: Date.parse(old.moment) }).faults).toEqual([])
  })
})

describe('what Grafana holds', () => {
  test('is counted against what there was, or against one where nobody counted', () => {
    const expected = { dashboards: 25, sources: 2, because: 'as in the export' }
    const counts = { dashboards: 24, folders: 3, sources: 2 }
    expect(judgeDashboards({ ...counts, expected }).faults).toEqual([
      'it has 24 dashboards, expected 25 (as in the export)',
    ])
    expect(judgeDashboards({ ...counts, expected: null }).faults).toEqual([])
    expect(judgeDashboards({ dashboards: 0, folders: 0, sources: 0, expected: null }).faults).toHaveLength(2)
  })
})

describe('what a drill finds on a volume', () => {
  test('is read only when the program has said it', () => {
    expect(parsedInspection('OOMKilled')).toBeUndefined()
    expect(parsedInspection('{"outcome":"done"}')).toBeUndefined()
  })

  test('is proved by whole blocks that end shortly before the recovery point', () => {
    const counts = { blocks: 20, samples: 1000, segments: 2 }
    const found = { outcome: 'done', reason: '', counts, oldest: 0, newest: Date.parse(moment) - 3_600_000 } as const
    expect(judgeInspection('prometheus', found, moment).faults).toEqual([])
    expect(judgeInspection('prometheus', { ...found, newest: 0 }, moment).faults).toHaveLength(1)
    expect(judgeInspection('prometheus', { ...found, oldest: null, newest: null }, moment).faults).toHaveLength(1)
    expect(judgeInspection('grafana', { ...found, counts: { dashboards: 0 } }, moment).faults).toHaveLength(1)
    expect(judgeInspection('grafana', { ...found, outcome: 'broken', reason: 'spoilt' }, moment).faults).toEqual([
      'spoilt',
    ])
  })
})

describe('an export of dashboards', () => {
  const dashboard = (uid: string, folderUid = '') => ({ uid, folderUid, dashboard: { uid, id: 7, title: uid } })
  const exported: DashboardExport = {
    at: moment,
    folders: [{ uid: 'f', title: 'Folder' }],
    sources: [{ uid: 's', name: 'prometheus', type: 'prometheus' }],
    dashboards: [dashboard('a', 'f'), dashboard('b')],
  }

  test('is imported without the number that another database gave', () => {
    expect(importBody(dashboard('a', 'f'), 'why')).toEqual({
      ...{ dashboard: { uid: 'a', id: null, title: 'a' }, folderUid: 'f', overwrite: true, message: 'why' },
    })
    expect(importBody(dashboard('b'), 'why')).not.toHaveProperty('folderUid')
  })

  test('adds what is missing and never what is there', () => {
    const held = { dashboards: ['a'], folders: ['f'], sources: [] }
    const missing = missingFrom(exported, held)
    expect(missing.dashboards.map(({ uid }) => uid)).toEqual(['b'])
    expect([missing.folders, missing.sources.length]).toEqual([[], 1])
    expect(missingFrom(exported, { dashboards: ['a', 'b'], folders: ['f'], sources: ['s'] })).toMatchObject({
      ...{ dashboards: [], folders: [], sources: [] },
    })
  })
})

describe('before a run begins', () => {
  const seen: StoreSeen = {
    ...{ store: 'grafana', claimName: 'grafana', zone: { chosen: 'a', before: 'a' } },
    workload: { wanted: 1, ready: 1, shards: 1, paused: false, claims: ['grafana'] },
    claim: { name: 'grafana', phase: 'Bound', volume: 'pvc-1', finalizers: [], terminating: false },
    volume: { driver: 'ebs.csi.aws.com', handle: 'vol-1', reclaimPolicy: 'Retain', filesystem: true },
    disk: { type: 'gp3', encrypted: true, missingTags: [] },
  }

  test('a store that can be restored has nothing against it', () => {
    expect(judgeStore(seen)).toEqual({ blockers: [], notes: [] })
  })

  test.each<[string, Partial<StoreSeen>]>([
    ['its workload does not exist', { workload: null }],
    ['2 replicas in 1 shards', { workload: { wanted: 2, ready: 2, shards: 1, paused: false, claims: ['grafana'] } }],
    [
      'its custom resource is paused',
      { workload: { wanted: 1, ready: 1, shards: 1, paused: true, claims: ['grafana'] } },
    ],
    ['its pods mount data', { workload: { wanted: 1, ready: 1, shards: 1, paused: false, claims: ['data'] } }],
    ['there is no claim', { claim: null }],
    [
      'is held by snapshotter',
      { claim: { name: 'grafana', phase: 'Bound', volume: 'pvc-1', finalizers: ['snapshotter'], terminating: false } },
    ],
    [
      'is being deleted',
      { claim: { name: 'grafana', phase: 'Bound', volume: 'pvc-1', finalizers: [], terminating: true } },
    ],
    ['which does not exist', { volume: null }],
    ['is served by efs', { volume: { driver: 'efs', handle: 'fs-1', reclaimPolicy: 'Retain', filesystem: true } }],
    [
      'raw block device',
      { volume: { driver: 'ebs.csi.aws.com', handle: 'v', reclaimPolicy: 'Retain', filesystem: false } },
    ],
    ['no node that is ready', { zone: { chosen: undefined, before: 'a' } }],
  ])('is stopped when %s', (text, more) => {
    expect(judgeStore({ ...seen, ...more }).blockers.join()).toContain(text)
  })

  test('worth knowing, and no reason to stop: reclaim policy, missing tags, another zone, a volume that is gone', () => {
    const volume = { driver: 'ebs.csi.aws.com', handle: 'vol-1', reclaimPolicy: 'Delete', filesystem: true }
    const { blockers, notes } = judgeStore({ ...seen, volume, disk: null, zone: { chosen: 'b', before: 'a' } })
    expect(blockers).toEqual([])
    expect(notes).toHaveLength(3)
  })
})

describe('a request', () => {
  const check = (given: object, mode: 'recover' | 'drill' = 'recover') =>
    checkRequest('monitoring-loss', mode, given, at)

  test('needs no more than the time of the loss', () => {
    expect(check({ lostAt })).toMatchObject({ request: { prometheus: 'recovery-point', grafana: 'recovery-point' } })
    expect(check({}, 'drill')).toMatchObject({ request: { lostAt: null } })
  })

  test.each([
    [{}, 'lostAt'],
    [{ lostAt: '2031-01-01T00:00:00Z' }, 'in the future'],
    [{ lostAt, prometheus: 'leave', grafana: 'leave' }, 'nothing would be restored'],
    [{ lostAt, grafana: 'export', grafanaPoint: 'arn:aws:ec2:us-east-1::snapshot/snap-1' }, 'grafanaPoint'],
    [{ lostAt, prometheus: 'leave', prometheusPoint: 'arn:aws:ec2:us-east-1::snapshot/snap-1' }, 'prometheusPoint'],
    [{ lostAt, prometheusPoint: 'snap-1' }, 'the ARN of a recovery point of a volume'],
    [{ lostAt, approval: 'waived' }, 'waivedBecause'],
  ])('%j is refused, naming %s', (given, names) => {
    const checked = check(given)
    expect('faults' in checked ? checked.faults.join() : '').toContain(names)
  })

  test('of a drill imports nothing', () => {
    expect(check({ grafana: 'export' }, 'drill')).toHaveProperty('faults')
  })
})

test('the claim of Prometheus has the name that the operator gives it, unless the platform says otherwise', () => {
  const { monitoring } = platform
  const name = 'prometheus-kube-prometheus-prometheus-db-prometheus-kube-prometheus-prometheus-0'
  expect(claimName(monitoring, 'prometheus')).toBe(name)
  expect(claimName({ ...monitoring, prometheus: { ...monitoring.prometheus, claim: 'data-0' } }, 'prometheus')).toBe(
    'data-0',
  )
})

describe('backups of several volumes of one claim', () => {
  const night = (number: number) => `2030-03-0${number}T02:00:00Z`
  const [old, anew] = ['us-east-1:111122223333:volume/vol-old', 'us-east-1:111122223333:volume/vol-new'].map(
    each => `arn:aws:ec2:${each}`,
  ) as [string, string]
  const backedUp = (of: string, number: number) => ({
    of,
    lineage: of === anew ? [old] : [],
    point: { createdAt: night(number), arn: `${of}@${number}` },
  })

  test('an old volume counts until the first backup of the one that was restored from it', () => {
    const found = [
      backedUp(old, 1),
      backedUp(old, 2),
      backedUp(old, 3),
      backedUp(anew, 3),
      backedUp(anew, 4),
      backedUp(old, 4),
    ]
    expect(withoutForebears(found).map(({ arn }) => arn)).toEqual(
      [1, 2].map(n => `${old}@${n}`).concat([3, 4].map(n => `${anew}@${n}`)),
    )
    expect(forebearsIn(found)).toEqual([anew, old])
  })

  test('law: what a volume without descendants has is never passed over, and nothing is made up', () => {
    const some = fc.array(fc.record({ of: fc.constantFrom(old, anew), night: fc.integer({ min: 1, max: 9 }) }))
    fc.assert(
      fc.property(some, nights => {
        const found = nights.map(({ of, night }) => backedUp(of, night))
        const kept = withoutForebears(found)
        const own = found.filter(({ of }) => of === anew).map(({ point }) => point)
        return own.every(point => kept.includes(point)) && kept.every(point => found.some(each => each.point === point))
      }),
    )
  })
})
