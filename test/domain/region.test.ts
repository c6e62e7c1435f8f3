// A lost region, decided without AWS: evidence, the recovery set, what shall stand here, where visitors are sent.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { fileVolume } from '../../domain/files/volume.ts'
import { parseHandle } from '../../domain/files/volume-handle.ts'
import { toInstant } from '../../domain/instant.ts'
import { platformAt } from '../../domain/platform-places.ts'
import { plannedCluster } from '../../domain/region/cluster-plan.ts'
import { declarationOf, declarationSection } from '../../domain/region/declaration.ts'
import { type Seen, testimonies, verdictOf } from '../../domain/region/evidence.ts'
import { plannedFileSystem, plannedVolume } from '../../domain/region/files-plan.ts'
import { regionHandOver } from '../../domain/region/hand-over.ts'
import { gapsOf, skewNote, skewSeconds } from '../../domain/region/recovery-set.ts'
import { waitsOf } from '../../domain/region/traffic.ts'
import { platform } from '../rehearsing.ts'

const NOW = Date.parse('2030-03-04T07:15:00Z')
const ago = (minutes: number) => toInstant(NOW - minutes * 60_000)
const DAY = 1440

const dark: Seen = {
  now: NOW,
  heartbeatAt: ago(17),
  alarms: [{ name: 'canary', state: 'ALARM', since: ago(13) }],
  site: { url: 'https://www.example.com', healthy: false, found: 'no answer' },
  home: { asked: 'the lock in us-east-1', found: 'no answer within 5 s', answered: false },
}
const verdict = (seen: Partial<Seen>) => verdictOf(testimonies({ ...dark, ...seen }))

describe('Evidence', () => {
  test('four witnesses who say the same look like a lost region', () => {
    expect(verdict({})).toBe('4 of 4 witnesses say that the primary region is gone, 0 that it is there: it looks lost')
  })

  test('a region that beats, answers and serves is a false alarm, which costs nothing to decline', () => {
    const alive = { heartbeatAt: ago(1), alarms: [{ name: 'canary', state: 'OK', since: ago(500) }] }
    const answered = { home: { ...dark.home, answered: true }, site: { ...dark.site, healthy: true } }
    expect(verdict({ ...alive, ...answered })).toContain('a false alarm, which can be declined at no cost')
  })

  test('witnesses who disagree are said to', () => {
    expect(verdict({ heartbeatAt: ago(2) })).toContain('they do not agree')
  })

  test('a heartbeat that is silent for no longer than CloudWatch may take to show it says nothing of a loss', () => {
    expect(testimonies({ ...dark, heartbeatAt: ago(4) })[0]).toMatchObject({ says: 'alive' })
    expect(testimonies({ ...dark, heartbeatAt: ago(6) })[0]).toMatchObject({ says: 'lost' })
  })

  test('an alarm that nobody made is told, and counts for neither', () => {
    const [, missing] = testimonies({ ...dark, alarms: [{ name: 'canary', state: null, since: null }] })
    expect(missing).toMatchObject({ says: 'nothing', found: expect.stringContaining('does not exist') })
  })
})

describe('The recovery set', () => {
  const nightly = (nights: readonly number[]) => nights.map(night => ({ createdAt: ago(night * DAY + 315) }))

  test('a copy every night has no gap', () => {
    expect(gapsOf('files', nightly([0, 1, 2, 3, 4]), NOW)).toEqual([])
  })

  test('a night without a copy is named, with the hours around it', () => {
    expect(gapsOf('files', nightly([0, 1, 3, 4]), NOW)).toEqual([
      'files: no copy between 2030-03-01T02:00:00Z and 2030-03-03T02:00:00Z, 2 days',
    ])
  })

  test('copies that stopped coming are late, and for how long', () => {
    expect(gapsOf('database', nightly([9, 10, 11]), NOW)).toEqual([
      'database: late: the newest copy is of 2030-02-23T02:00:00Z, 9 days ago; none has arrived since',
    ])
  })

  test('says which of the two is older, and what that breaks', () => {
    const apart = fc.integer({ min: -90_000, max: 90_000 })
    fc.assert(
      fc.property(apart, seconds => {
        const [database, files] = [toInstant(NOW + seconds * 1000), toInstant(NOW)]
        const note = skewNote(database, files)
        expect(skewSeconds(database, files)).toBe(seconds)
        const older = seconds > 60 ? 'the files are' : seconds < -60 ? 'the database is' : 'of the same minute'
        expect(note).toContain(older)
      }),
    )
  })
})

const view = platformAt('recovery', platform)
const { recovery, files } = view
const tags = [{ key: 'Component', value: 'database' }]
const snapshot = {
  ...{ engine: 'aurora-mysql', engineVersion: '8.0.mysql_aurora.3.08.2', engineMode: 'provisioned', port: 3306 },
  ...{ storageType: 'aurora', iamAuth: false, resourceId: 'cluster-ABC', tags },
}
const cluster = plannedCluster({
  ...{ clusterId: 'wordpress-prod-aurora', recovery: recovery.database, snapshot, moment: ago(315) },
  ...{ arn: 'arn:aws:rds:us-west-2:111122223333:cluster:wordpress-prod-aurora', logExports: ['slowquery'] },
})

describe('What shall stand here', () => {
  test('a cluster of the recovery region throughout: nothing of it is named in the lost one', () => {
    expect(clusterDescription.parse(cluster)).toEqual(cluster)
    expect(JSON.stringify(cluster)).not.toContain('us-east-1')
    expect(cluster).toMatchObject({
      kmsKeyId: recovery.database.kmsKeyId,
      subnetGroup: recovery.database.subnetGroup,
      parameterGroup: recovery.database.clusterParameterGroup,
      ...{ deletionProtection: true, dataApi: true, tags, logExports: ['slowquery'] },
    })
  })

  test('members as the platform describes them, the writer first', () => {
    expect(cluster.members.map(({ writer, class: each }) => [each, writer])).toEqual([
      ['db.serverless', true],
      ['db.serverless', false],
    ])
  })

  test('a file system with doors in the zones here, encrypted with the key here, in the clear for nobody', () => {
    const asked = { fileSystemId: files.fileSystemId, accountId: view.account, region: 'us-west-2', tags }
    const made = plannedFileSystem({ ...asked, recovery: recovery.files, performanceMode: 'generalPurpose' })
    expect(fileSystemDescription.parse(made)).toEqual(made)
    expect(made.mountTargets.map(({ zone }) => zone)).toEqual(['us-west-2a', 'us-west-2b'])
    expect(made.kmsKeyId).toBe(recovery.files.kmsKeyId)
    expect(made.policy).toContain('"aws:SecureTransport":"false"')
    expect(JSON.stringify(made)).not.toContain('us-east-1')
  })

  test('a volume that leads to where the files lie, through no access point that nobody can make again', () => {
    const volume = plannedVolume(files, recovery.files)
    expect(fileVolume.parse(volume)).toEqual(volume)
    expect(parseHandle(volume.handle)).toMatchObject({ path: files.path, accessPoint: null })
    expect(JSON.parse(volume.claimBody).spec).toMatchObject({ storageClassName: 'efs', accessModes: ['ReadWriteMany'] })
  })
})

describe('Where visitors are sent', () => {
  const arrived = { name: 'www', addresses: ['2'], wanted: ['2', '3'] }

  test('they have arrived when the name leads here, and nowhere else', () => {
    expect(waitsOf(arrived)).toEqual([])
    expect(waitsOf({ ...arrived, addresses: ['1', '2'] })).toEqual(['www leads to 1, 2, expected 2, 3'])
    expect(waitsOf({ ...arrived, addresses: [] })).toEqual(['www leads to nowhere, expected 2, 3'])
    expect(waitsOf({ ...arrived, wanted: [] })).toEqual(['the load balancer of the recovery region has no address'])
  })
})

describe('What is handed over', () => {
  const told = (backupPlan: string | null) =>
    regionHandOver({
      ...{ cluster, restored: 'wordpress-prod-aurora-rec-1', fileSystem: 'fs-1', backupPlan },
      moments: { database: ago(315), files: ago(320) },
      ...{ lostAt: ago(17), regions: { lost: 'us-east-1', serving: 'us-west-2' }, fence: 'us-east-1 is silent' },
    })

  test('what each store has lost, counted until the region went', () => {
    expect(told('plan')[0]?.text).toContain('| database | 2030-03-04T02:00:00Z | 4 h 58 min |')
    expect(told('plan')[0]?.text).toContain('| files | 2030-03-04T01:55:00Z | 5 h 03 min |')
  })

  test('what changes in the platform file, and that the regions trade places', () => {
    const text = told('plan')[1]?.text ?? ''
    for (const line of ['primary: us-west-2', 'clusterId: wordpress-prod-aurora-rec-1', 'fileSystemId: fs-1'])
      expect(text).toContain(line)
  })

  test('that nobody backs up a database which no plan chooses', () => {
    expect(told(null).at(-1)?.text).toContain('nobody backs it up')
    expect(told('plan').at(-1)?.text).toContain('backed up by the plan plan')
  })
})

describe('how long it took to declare a region lost', () => {
  const at = (seconds: number) => toInstant(NOW + seconds * 1000)
  const times = { lostAt: at(0), alarmedAt: at(180), startedAt: at(900), askedAt: at(920), declaredAt: at(1040) }

  test('is told part by part, and the parts make the whole', () => {
    const { seconds } = declarationOf(times)
    expect(seconds).toEqual({ untilAlarm: 180, untilRun: 900, untilAsked: 20, untilDecided: 120, untilDeclared: 1040 })
    expect(declarationSection(declarationOf(times)).text).toContain('declared lost: 2 min later')
  })

  test('says where no alarm rang, and where nobody was asked', () => {
    const { seconds } = declarationOf({ ...times, alarmedAt: null, askedAt: null })
    expect(seconds).toMatchObject({ untilAlarm: null, untilAsked: null, untilDecided: null, untilDeclared: 1040 })
    const told = declarationSection(declarationOf({ ...times, alarmedAt: null, askedAt: null })).text
    expect(told).toMatch(/first alarm: none rang[\s\S]*nobody: the approval was waived/)
  })

  test('is never less than nothing, whatever clocks say', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 5, maxLength: 5 }), of => {
        const [lostAt = '', alarmedAt = '', startedAt = '', askedAt = '', declaredAt = ''] = of.map(at)
        const { seconds } = declarationOf({ lostAt, alarmedAt, startedAt, askedAt, declaredAt })
        return Object.values(seconds).every(each => each !== null && each >= 0)
      }),
    )
  })
})
