// Decisions on the application's side of a cutover: the secret and its copy, the page, the commit window.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judgePage } from '../../domain/application-health.ts'
import { judgeWorkload, type WorkloadSeen } from '../../domain/application-preflight.ts'
import { hostOf, parseSecret, pointTo, refersTo, strayKeys } from '../../domain/application-secret.ts'
import { nextWindow, type WindowKept, type WindowPoll } from '../../domain/commit-window.ts'
import { copiesFrom, copiesHost, differingKeys } from '../../domain/secret-copy.ts'

const address = { host: 'new.cluster', port: 3307, readerHost: 'new.reader', clusterId: 'new-id' }
const namesTheCluster = ['host', 'port', 'readerHost', 'reader_host', 'dbClusterIdentifier']

describe('Pointing a secret to another cluster', () => {
  test('keeps every key, every other value and every type, whatever the secret holds', () => {
    const secrets = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...namesTheCluster)), fc.jsonValue())
    fc.assert(
      fc.property(secrets, fields => {
        const { fields: after, changedKeys } = pointTo(fields, address)
        expect(Object.keys(after)).toEqual(Object.keys(fields))
        const others = Object.keys(fields).filter(key => !changedKeys.includes(key))
        for (const key of others) expect(after[key]).toBe(fields[key])
        expect(changedKeys.every(key => after[key] !== fields[key])).toBe(true)
        expect(pointTo(after, address).changedKeys).toEqual([])
      }),
    )
  })

  test('leaves a port that was text text, and a host written with its port so', () => {
    expect(pointTo({ host: 'old:3306', port: '3306' }, address).fields).toEqual({
      host: 'new.cluster:3307',
      port: '3307',
    })
    expect(pointTo({ host: 'old', port: 3306 }, address)).toEqual({
      fields: { host: 'new.cluster', port: 3307 },
      changedKeys: ['host', 'port'],
    })
    expect(pointTo({ host: 'old', reader_host: 'old-ro', clusterName: 'old' }, address).changedKeys).toEqual([
      'host',
      'reader_host',
    ])
  })

  test('tells of keys that would go on naming the old host', () => {
    const url = 'mysql://wordpress:pw@old.cluster:3306/wordpress'
    expect(
      strayKeys({ host: 'old.cluster', url, nested: { at: 'old.cluster' }, readerHost: 'old.cluster', other: 'x' }),
    ).toEqual(['url', 'nested'])
    expect(hostOf({ host: 'old.cluster:3306' })).toBe('old.cluster')
    expect([parseSecret('[1]'), parseSecret('plain'), parseSecret('null')]).toEqual([undefined, undefined, undefined])
  })
})

describe('The copy of a secret in Kubernetes', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:app/database-AbCdEf'
  const whole = { keys: [], wholes: ['app/database'], unforeseeable: [] }

  test('is equal when every key is, numbers written as JSON', () => {
    const source = { name: 'app/database', fields: { host: 'new', port: 3306, flags: { a: true } } }
    expect(differingKeys(whole, source, { host: 'new', port: '3306', flags: '{"a":true}', extra: 'kept' })).toEqual([])
    expect(differingKeys(whole, source, { host: 'old', port: '3306' })).toEqual(['host', 'flags'])
  })

  test('is judged by the names that the ExternalSecret gives, and only for the secret in question', () => {
    const rule = {
      keys: [
        { key: 'DB', from: arn, property: 'host' },
        { key: 'MAIL', from: 'mail', property: 'host' },
      ],
      wholes: [],
      unforeseeable: [],
    }
    const source = { name: 'app/database', fields: { host: 'new' } }
    expect(differingKeys(rule, source, { DB: 'new', MAIL: 'whatever' })).toEqual([])
    expect(differingKeys(rule, source, { DB: 'old' })).toEqual(['DB'])
    expect([copiesFrom(rule, 'app/database'), copiesHost(rule, 'app/database'), copiesFrom(rule, 'app')]).toEqual([
      true,
      true,
      false,
    ])
    expect([refersTo(arn, 'app/database'), refersTo(arn, 'app'), refersTo(arn.slice(0, -7), 'app/database')]).toEqual([
      true,
      false,
      true,
    ])
  })
})

test('A page is well only with status 200, its text, and none of the error pages', () => {
  const well = { status: 200, text: 'Latest posts', redirectsTo: null }
  expect(judgePage(well, 'Latest posts').faults).toEqual([])
  expect(
    judgePage({ ...well, text: 'Latest posts <title>WordPress &rsaquo; Installation</title>' }, 'Latest posts').faults,
  ).toEqual(["shows WordPress's installer"])
  expect(
    judgePage(
      { status: 503, text: 'Briefly unavailable for scheduled maintenance.', redirectsTo: null },
      'Latest posts',
    ).faults,
  ).toHaveLength(3)
})

describe('The commit window', () => {
  const begun = Date.parse('2030-03-04T10:00:00Z')
  const poll = (more: Partial<WindowPoll>): WindowPoll => ({
    now: begun,
    minutes: 30,
    openedAt: null,
    faults: [],
    turn: null,
    ...more,
  })

  test('never closes by itself before its time, nor on an unhealthy poll, and fails exactly on three in a row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.integer({ min: 10, max: 300 }), well: fc.boolean() }), { maxLength: 60 }),
        polls => {
          let kept: WindowKept | undefined
          let now = begun
          let bad = 0
          for (const { gap, well } of polls) {
            const { keep, answer } = nextWindow(kept, poll({ now, faults: well ? [] : ['down'] }))
            bad = well ? 0 : bad + 1
            const expected = bad >= 3 ? 'unhealthy' : well && now >= begun + 30 * 60_000 ? 'committed' : 'open'
            expect(answer.status).toBe(expected)
            if (expected !== 'open') return
            kept = keep
            now += gap * 1000
          }
        },
      ),
    )
  })

  test("heeds a person before it looks at the clock or at health, and keeps the runbook's opening", () => {
    const turn = { by: 'alice', reason: 'checked', at: '2030-03-04T10:05:00Z' }
    expect(nextWindow(undefined, poll({ faults: ['down'], turn: { ...turn, verdict: 'commit' } })).answer).toEqual({
      status: 'committed',
      by: 'alice',
      at: turn.at,
    })
    expect(nextWindow(undefined, poll({ turn: { ...turn, verdict: 'rollback' } })).answer.status).toBe('turned')
    const opened = nextWindow(undefined, poll({ openedAt: '2030-03-04T09:30:00Z' }))
    expect([opened.keep.openedAt, opened.answer.status]).toEqual(['2030-03-04T09:30:00Z', 'committed'])
  })
})

test('What the platform names and is not there stops a run; what the disaster explains does not', () => {
  const seen: WorkloadSeen = {
    ...{
      deployment: 'wordpress',
      replicas: { wanted: 3, available: 0 },
      usesSecret: true,
      secret: 's',
      hpa: null,
      cronJobs: [],
      argo: undefined,
    },
    objectCache: { name: 'redis', exists: true },
  }
  expect(judgeWorkload(seen)).toEqual({
    blockers: [],
    notes: ['wordpress has 0 of 3 replicas available; the disaster may be the reason'],
  })
  expect(judgeWorkload({ ...seen, replicas: { wanted: 0, available: 0 } }).notes).toEqual([
    'wordpress is scaled to 0; the cutover will start it with 1 replicas',
  ])
  const absent = judgeWorkload({ ...seen, replicas: null, objectCache: { name: 'redis', exists: false }, argo: null })
  expect(absent.blockers).toEqual([
    'the deployment wordpress does not exist; correct kubernetes.deployment in the platform',
    'the object cache redis does not exist; correct kubernetes.objectCache',
    'the Argo CD application does not exist; correct kubernetes.argoApplication',
  ])
})
