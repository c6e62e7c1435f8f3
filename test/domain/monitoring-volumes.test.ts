// What is decided about volumes of monitoring data: their zones, tags, faults and forebears.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { forebearsIn, withoutForebears } from '../../domain/monitoring/forebears.ts'
import { LINEAGE_TAG, type Store } from '../../domain/monitoring/store.ts'
import { type FoundVolume, lineageOf, volumeFaults, volumeTags } from '../../domain/monitoring/volume.ts'
import { chooseZone, type NodeSeen } from '../../domain/monitoring/zone.ts'
import { moment } from './monitoring-times.ts'

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
