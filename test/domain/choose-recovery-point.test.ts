// Which recovery point or snapshot is restored from: laws of the choice, its reasons, and the metadata that goes with it.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { toInstant, toMillis } from '../../domain/instant.ts'
import { restoreMetadata } from '../../domain/restore-metadata.ts'
import {
  type ChosenPoint,
  chooseRestorePoint,
  faultOf,
  isNewer,
  type RestorePoint,
  type Terms,
} from '../../domain/restore-point.ts'
import { isClaimable } from '../../domain/restored-tags.ts'
import { restoredClusterId } from '../../domain/run.ts'

const hour = 3_600_000
const damaged = Date.parse('2030-03-04T06:58:30Z')
const version = '8.0.mysql_aurora.3.08.2'
const arnOf = (name: string) => `arn:aws:rds:us-east-1:111122223333:cluster-snapshot:${name}`

const good: RestorePoint = {
  arn: arnOf('awsbackup:job-good'),
  kind: 'snapshot',
  status: 'COMPLETED',
  statusMessage: null,
  createdAt: '2030-03-04T02:00:30.250Z',
  completedAt: '2030-03-04T02:05:00Z',
  expiresAt: '2030-04-03T02:00:30Z',
  storageClass: 'WARM',
  infected: false,
  engineVersion: null,
}

const terms: Terms = {
  wanted: { damagedAt: toInstant(damaged), restoreTo: null },
  now: damaged + 450_000,
  window: { earliest: '2030-02-18T06:58:30Z', latest: '2030-03-04T07:02:00Z' },
  engineVersion: version,
  named: null,
}

const chosen = (points: readonly RestorePoint[], on: Terms = terms): ChosenPoint => {
  const choice = chooseRestorePoint(points, on)
  if ('impossible' in choice) throw new Error(choice.impossible)
  return choice
}
const impossible = (points: readonly RestorePoint[], on: Terms = terms): string => {
  const choice = chooseRestorePoint(points, on)
  if ('impossible' in choice) return choice.impossible
  throw new Error(`${choice.point.arn} was chosen`)
}

const instants = fc.integer({ min: damaged - 40 * 24 * hour, max: damaged + 2 * hour }).map(time => toInstant(time))
const points: fc.Arbitrary<RestorePoint[]> = fc.uniqueArray(
  fc.record({
    arn: fc.integer({ min: 0, max: 999 }).map(number => arnOf(`awsbackup:job-${number}`)),
    kind: fc.constantFrom('snapshot' as const, 'snapshot' as const, 'continuous' as const),
    status: fc.constantFrom(
      'COMPLETED',
      'AVAILABLE',
      'available',
      'PARTIAL',
      'EXPIRED',
      'CREATING',
      'DELETING',
      'STOPPED',
    ),
    statusMessage: fc.constantFrom(null, 'why'),
    createdAt: instants,
    completedAt: fc.option(instants),
    expiresAt: fc.option(fc.integer({ min: damaged, max: damaged + 48 * hour }).map(time => toInstant(time))),
    storageClass: fc.constantFrom(null, 'WARM', 'COLD', 'DELETED'),
    infected: fc.boolean(),
    engineVersion: fc.constantFrom(null, version, '8.0.mysql_aurora.3.10.1'),
  }),
  { selector: point => point.arn, maxLength: 12 },
)
const wants = fc.record({ damagedAt: fc.option(fc.constant(toInstant(damaged))), restoreTo: fc.option(instants) })
const given = fc.record({ points, wanted: wants }).map(({ points, wanted }) => ({ points, on: { ...terms, wanted } }))

describe('The choice, whatever there is to choose from', () => {
  const law = (check: (points: RestorePoint[], on: Terms) => void) =>
    fc.assert(fc.property(given, ({ points, on }) => check(points, on)))

  test('is one that can be used, and says why', () =>
    law((points, on) => {
      const choice = chooseRestorePoint(points, on)
      if ('impossible' in choice) return expect(choice.impossible).not.toBe('')
      expect(faultOf(choice.point, on)).toBeNull()
      expect(choice.reason).not.toBe('')
    }))

  test('is impossible only when none can be used', () =>
    law((points, on) => {
      const usable = points.filter(point => faultOf(point, on) === null)
      expect('impossible' in chooseRestorePoint(points, on)).toBe(usable.length === 0)
    }))

  test('never holds more than was wanted, and no usable one holds more than it', () =>
    law((points, on) => {
      const choice = chooseRestorePoint(points, on)
      if ('impossible' in choice) return
      const { damagedAt, restoreTo } = on.wanted
      if (damagedAt !== null && restoreTo === null)
        expect(toMillis(choice.moment)).toBeLessThanOrEqual(toMillis(damagedAt))
      for (const point of points) {
        if (point.kind === 'snapshot' && faultOf(point, on) === null)
          expect(toMillis(point.createdAt)).toBeLessThanOrEqual(toMillis(choice.moment))
      }
    }))

  test('does not depend on the order in which they are listed', () =>
    law((points, on) => {
      expect(chooseRestorePoint(points.toReversed(), on)).toEqual(chooseRestorePoint(points, on))
    }))

  test('is not changed by one that cannot be used, which is passed over with its reason', () =>
    law((points, on) => {
      const bad = { ...good, arn: arnOf('awsbackup:job-bad'), status: 'PARTIAL' }
      const [without, having] = [chooseRestorePoint(points, on), chooseRestorePoint([bad, ...points], on)]
      if ('impossible' in without || 'impossible' in having) return expect('impossible' in having).toBe(true)
      expect(having.point).toEqual(without.point)
      expect(having.passedOver).toHaveLength(without.passedOver.length + 1)
      expect(having.passedOver.join()).toContain('awsbackup:job-bad is PARTIAL')
    }))

  test('passes over exactly what cannot be used', () =>
    law((points, on) => {
      const choice = chooseRestorePoint(points, on)
      if ('impossible' in choice) return
      expect(choice.passedOver).toHaveLength(points.filter(point => faultOf(point, on) !== null).length)
    }))

  test('of one that is named is that one or none', () =>
    law((points, on) => {
      for (const { arn } of points) {
        const choice = chooseRestorePoint(points, { ...on, named: arn })
        if (!('impossible' in choice)) expect(choice.point.arn).toBe(arn)
      }
    }))
})

describe('A recovery point is passed over', () => {
  test.each([
    ['is PARTIAL: it would restore incompletely', { status: 'PARTIAL' }],
    ['is PARTIAL: two of three parts', { status: 'PARTIAL', statusMessage: 'two of three parts' }],
    ['is EXPIRED: its time is over', { status: 'EXPIRED' }],
    ['is CREATING', { status: 'CREATING', completedAt: null }],
    ['is DELETING', { status: 'DELETING' }],
    ['is STOPPED', { status: 'STOPPED' }],
    ['is in cold storage: its restore would take about 4 hours more', { storageClass: 'COLD' }],
    ['is infected', { infected: true }],
    ['expires at 2030-03-04T13:00:00Z', { expiresAt: '2030-03-04T13:00:00Z' }],
    ['was made at 2030-03-04T06:58:31Z, after 2030-03-04T06:58:29Z', { createdAt: '2030-03-04T06:58:31Z' }],
    ['was not whole before the damage', { completedAt: '2030-03-04T06:59:00Z' }],
    ['is of engine version 8.0.mysql_aurora.3.10.1, newer than', { engineVersion: '8.0.mysql_aurora.3.10.1' }],
  ])('that %s', (why, more) => {
    expect(impossible([{ ...good, ...more }])).toContain(`awsbackup:job-good ${why}`)
  })

  test('that is continuous and does not reach back to the wanted moment', () => {
    const point = { ...good, kind: 'continuous' as const, completedAt: null, status: 'AVAILABLE' }
    const wanted = { damagedAt: toInstant(damaged), restoreTo: '2030-02-01T00:00:00Z' }
    expect(impossible([point], { ...terms, wanted })).toContain('reaches back to 2030-02-18T06:58:30Z only')
  })
})

describe('What is chosen', () => {
  test('says what it is, how old it is at the damage, and what was passed over', () => {
    const newer = { ...good, arn: arnOf('awsbackup:job-newer'), createdAt: '2030-03-04T05:00:00Z', infected: true }
    expect(chosen([good, newer])).toEqual({
      point: good,
      moment: '2030-03-04T02:00:31Z',
      reason:
        'backup awsbackup:job-good, the newest that can be used, 4 h 58 min before the damage at 2030-03-04T06:58:30Z; passed over: awsbackup:job-newer is infected: a malware scan has found something',
      passedOver: ['awsbackup:job-newer is infected: a malware scan has found something'],
    })
  })

  test('restores a continuous one to the second before the damage, or in a drill to the newest there is', () => {
    const log = { ...good, kind: 'continuous' as const, completedAt: null, status: 'AVAILABLE' }
    expect(chosen([good, { ...log, arn: arnOf('log') }]).moment).toBe('2030-03-04T06:58:29Z')
    const drill = { ...terms, wanted: { damagedAt: null, restoreTo: null } }
    expect(chosen([log], drill).moment).toBe('2030-03-04T07:02:00Z')
  })

  test('is nothing when the one that was named is not there, or cannot be used', () => {
    const named = arnOf('awsbackup:job-elsewhere')
    expect(impossible([good], { ...terms, named })).toBe(
      `there is no ${named} of this cluster; give the ARN of one of its own, or leave it out for the newest`,
    )
    const cold = { ...good, storageClass: 'COLD' }
    expect(impossible([good, { ...cold, arn: named }], { ...terms, named })).toContain('is in cold storage')
    expect(chosen([good], { ...terms, named: good.arn }).reason).toContain('the one that was asked for')
    expect(impossible([])).toBe('there is none of this cluster; restore from another source')
  })

  test('versions are compared by their numbers', () => {
    expect(isNewer('8.0.mysql_aurora.3.10.1', '8.0.mysql_aurora.3.08.2')).toBe(true)
    expect(isNewer('8.0.mysql_aurora.3.08.2', '8.0.mysql_aurora.3.10.1')).toBe(false)
    expect(isNewer(version, version)).toBe(false)
  })
})

describe('Restore metadata', () => {
  const values = fc.constantFrom(
    'x',
    '',
    'null',
    '["sg-1"]',
    'arn:aws:kms:us-west-2:1:key/k',
    'arn:aws:kms:us-east-1:1:key/k',
  )
  const keys = fc.constantFrom(
    ...['Engine', 'KmsKeyId', 'Port', 'AvailabilityZones', 'OptionGroupName', 'DatabaseName', 'DBSubnetGroupName'],
    ...['InformationalOnly:StorageEncrypted', 'aws:backup:request-id', 'DBClusterSnapshotIdentifier'],
  )
  const told = fc.dictionary(keys, fc.oneof(values, fc.constant(null)))
  const ours = fc.dictionary(fc.constantFrom('Engine', 'Port', 'DatabaseName'), fc.constantFrom('ours', null))

  test('holds our values, no empty ones, nothing that only informs, and nothing of another region', () => {
    fc.assert(
      fc.property(told, ours, (told, ours) => {
        const metadata = restoreMetadata(told, ours, 'us-east-1')
        for (const [key, value] of Object.entries(ours)) expect(metadata[key] ?? null).toBe(value)
        for (const [key, value] of Object.entries(metadata)) {
          expect(['', 'null']).not.toContain(value)
          expect(value).not.toContain('us-west-2')
          expect(key).not.toMatch(/^InformationalOnly:|^aws:|SnapshotIdentifier$|^AvailabilityZones$|^OptionGroupName$/)
        }
      }),
    )
  })

  test('cleaned once is clean', () => {
    fc.assert(
      fc.property(told, ours, (told, ours) => {
        const metadata = restoreMetadata(told, ours, 'us-east-1')
        expect(restoreMetadata(metadata, {}, 'us-east-1')).toEqual(metadata)
      }),
    )
  })
})

describe('A cluster that AWS Backup made', () => {
  const run = {
    id: 'run-1',
    mode: 'recover' as const,
    startedAt: '2030-03-04T07:06:00Z',
    scenario: 'database-corruption',
    executionArn: 'arn',
  }
  const name = restoredClusterId(run, 'shop')
  const fresh = { id: name, createdAt: '2030-03-04T07:09:00Z', tags: [] }

  test('is the run’s by its exact name, if it is younger than the run', () => {
    expect(isClaimable(fresh, { run, name })).toBe(true)
    expect(isClaimable({ ...fresh, id: `${name}-1` }, { run, name })).toBe(false)
    expect(isClaimable({ ...fresh, id: 'shop' }, { run, name })).toBe(false)
    expect(isClaimable({ ...fresh, createdAt: '2030-03-04T07:05:59Z' }, { run, name })).toBe(false)
    expect(isClaimable({ ...fresh, createdAt: null }, { run, name })).toBe(false)
  })

  test('carries the tags of an earlier run when the backup did, and is not another run’s for that', () => {
    expect(isClaimable({ ...fresh, tags: [{ key: 'muster:run', value: 'years-ago' }] }, { run, name })).toBe(true)
  })

  test('is not taken from a later run that has adopted it', () => {
    const tags = [
      { key: 'muster:run', value: 'run-2' },
      { key: 'muster:adopted-from', value: 'run-1' },
    ]
    expect(isClaimable({ ...fresh, tags }, { run, name })).toBe(false)
  })
})
