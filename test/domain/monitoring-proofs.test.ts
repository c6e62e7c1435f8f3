// What Prometheus, Grafana, a drill and an export of dashboards show of monitoring data, and what that proves.
import { describe, expect, test } from '@jest/globals'
import { type DashboardExport, importBody, missingFrom } from '../../domain/monitoring/dashboards.ts'
import { judgeInspection, parsedInspection } from '../../domain/monitoring/inspection.ts'
import { judgeDashboards, judgeMetrics } from '../../domain/monitoring/proofs.ts'
import { at, lostAt, moment } from './monitoring-times.ts'

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
