// What may be asked of a run that restores monitoring, and what stops it before it begins.
import { describe, expect, test } from '@jest/globals'
import { judgeStore, type StoreSeen } from '../../domain/monitoring/preflight.ts'
import { claimName } from '../../domain/monitoring/store.ts'
import { checkRequest } from '../../domain/requests/index.ts'
import { platform } from '../rehearsing.ts'
import { at, lostAt } from './monitoring-times.ts'

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
