// What differs between clusters, whose they are, and what can be done with them: the decisions behind the database verbs.
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { ClusterWithMembers, Member } from '../../domain/cluster-description.ts'
import { compareConfiguration, repairsFor } from '../../domain/configuration-parity.ts'
import {
  clusterBlockers,
  clusterNotes,
  nameBlockers,
  roomBlockers,
  secretBlockers,
} from '../../domain/database-preflight.ts'
import { clusterRules, memberRules } from '../../domain/parity-rules.ts'
import { clusterStanding, instanceStanding } from '../../domain/rds-status.ts'
import {
  adopted,
  adoptionFaults,
  asRecord,
  givenBack,
  inheritedTags,
  restoredTags,
  tagValue,
} from '../../domain/restored-tags.ts'
import { nameSuffix, RUN_TAG } from '../../domain/run.ts'

const member: Member = {
  id: 'wordpress-1',
  class: 'db.serverless',
  writer: true,
  parameterGroup: 'instance-group',
  promotionTier: 0,
  availabilityZone: 'us-east-1a',
  maintenanceWindow: 'sun:04:12-sun:04:42',
  monitoringInterval: 60,
  monitoringRoleArn: 'arn:aws:iam::111122223333:role/monitoring',
  performanceInsights: true,
  performanceInsightsKeyId: 'key',
  performanceInsightsRetention: 31,
  autoMinorVersionUpgrade: false,
  publiclyAccessible: false,
  caCertificate: 'rds-ca-rsa2048-g1',
}

const source: ClusterWithMembers = {
  id: 'wordpress',
  arn: 'arn:aws:rds:us-east-1:111122223333:cluster:wordpress',
  resourceId: 'cluster-A',
  status: 'available',
  engine: 'aurora-mysql',
  engineVersion: '8.0.mysql_aurora.3.08.2',
  engineMode: 'provisioned',
  endpoint: 'writer',
  readerEndpoint: 'reader',
  port: 3306,
  parameterGroup: 'cluster-group',
  subnetGroup: 'subnets',
  securityGroups: ['sg-b', 'sg-a'],
  kmsKeyId: 'key',
  encrypted: true,
  scaling: { min: 1, max: 32, autoPause: null },
  backupRetention: 14,
  backupWindow: '02:07-02:37',
  maintenanceWindow: 'sun:04:12-sun:04:42',
  copyTagsToSnapshot: true,
  deletionProtection: true,
  logExports: ['audit', 'error'],
  iamAuth: true,
  dataApi: true,
  backtrackSeconds: 0,
  storageType: 'aurora-iopt1',
  networkType: 'IPV4',
  lifecycleSupport: null,
  roles: [{ arn: 'arn:aws:iam::111122223333:role/import', feature: null }],
  tags: [
    { key: 'Component', value: 'database' },
    { key: 'aws:cloudformation:stack-name', value: 'x' },
    { key: 'muster:run', value: 'an earlier recovery' },
  ],
  members: [member, { ...member, id: 'wordpress-2', writer: false, promotionTier: 1, availabilityZone: 'us-east-1b' }],
}

const copy: ClusterWithMembers = {
  ...source,
  id: 'wordpress-rec-0',
  arn: `${source.arn}-rec-0`,
  resourceId: 'cluster-B',
  securityGroups: ['sg-a', 'sg-b'],
  networkType: null,
  tags: [
    { key: 'muster:run', value: 'this' },
    { key: 'Component', value: 'database' },
  ],
  members: source.members.map((each, index) => ({ ...each, id: `wordpress-rec-0-${index + 1}` })),
}

/** What an Aurora restore gives when nothing is said (aws-behaviour 1.3.2, pitfalls A2 to A9). */
const bare: ClusterWithMembers = {
  ...copy,
  parameterGroup: 'default.aurora-mysql8.0',
  securityGroups: ['sg-default'],
  deletionProtection: false,
  iamAuth: false,
  logExports: ['general'],
  roles: [],
  copyTagsToSnapshot: false,
  tags: [],
  maintenanceWindow: 'mon:01:00-mon:01:30',
  members: copy.members.map(each => ({
    ...each,
    parameterGroup: 'default',
    monitoringInterval: 0,
    monitoringRoleArn: null,
  })),
}

describe('Comparing configurations', () => {
  const compare = (restored: ClusterWithMembers, mode: 'recover' | 'drill' = 'recover') =>
    compareConfiguration({ source, restored, mode })

  test('an equal cluster has no differences, though names, order of lists and tags of runs differ', () => {
    expect(compare(copy)).toEqual({
      checked: clusterRules.length + 1 + 2 * memberRules.length,
      differences: [],
      repairable: [],
      unexplained: 0,
    })
    expect(clusterRules.length + memberRules.length).toBeGreaterThan(30)
  })

  test("AWS's defaults after a restore are found, and each is either repaired or named", () => {
    const { differences, repairable, unexplained } = compare(bare)
    expect(differences.map(each => each.field)).toEqual(repairable)
    expect(unexplained).toBe(11)
    const { cluster, addRoles, addTags, members, repaired } = repairsFor({ source, restored: bare, mode: 'recover' })
    expect(repaired).toEqual(repairable)
    expect(cluster).toEqual({
      parameterGroup: 'cluster-group',
      securityGroups: source.securityGroups,
      deletionProtection: true,
      iamAuth: true,
      logExports: { enable: ['audit', 'error'], disable: ['general'] },
      copyTagsToSnapshot: true,
      maintenanceWindow: source.maintenanceWindow,
    })
    expect({ addRoles, addTags }).toEqual({ addRoles: source.roles, addTags: { Component: 'database' } })
    expect(members[1]).toEqual({
      id: 'wordpress-rec-0-2',
      changes: { parameterGroup: 'instance-group', monitoring: { interval: 60, roleArn: member.monitoringRoleArn } },
    })
  })

  test('in a drill deletion protection and readers may be missing, in a recovery they may not', () => {
    const alone = { ...copy, deletionProtection: false, members: copy.members.slice(0, 1) }
    expect(compare(alone, 'drill')).toMatchObject({ unexplained: 0, repairable: [] })
    expect(compare(alone).unexplained).toBe(2)
    expect(compare({ ...copy, members: [] }, 'drill').unexplained).toBe(1)
  })

  test('whatever differs is reported once, and repairs bring exactly the repairable part back', () => {
    const changed = fc.record({
      parameterGroup: fc.constantFrom('cluster-group', 'default'),
      backupRetention: fc.constantFrom(14, 1),
      port: fc.constantFrom(3306, 3307),
      iamAuth: fc.boolean(),
      logExports: fc.subarray(['audit', 'error', 'general']),
    })
    fc.assert(
      fc.property(changed, changes => {
        const restored = { ...copy, ...changes }
        const fields = compare(restored).differences.map(each => each.field)
        expect(new Set(fields).size).toBe(fields.length)
        const { cluster } = repairsFor({ source, restored, mode: 'recover' })
        const logExports = cluster.logExports
          ? [
              ...restored.logExports.filter(each => !cluster.logExports?.disable.includes(each)),
              ...cluster.logExports.enable,
            ]
          : restored.logExports
        const securityGroups = [...(cluster.securityGroups ?? restored.securityGroups)]
        const after = compare({ ...restored, ...cluster, logExports, securityGroups })
        expect(after.differences.map(each => each.field)).toEqual(restored.port === 3306 ? [] : ['port'])
      }),
    )
  })
})

describe('Whose a restored cluster is', () => {
  const first = { id: 'first', mode: 'recover' } as const
  const second = { id: 'second', mode: 'recover' } as const
  const moment = '2030-03-04T09:58:30Z'
  const tagsOf = (tags: Readonly<Record<string, string>>) =>
    Object.entries(tags).map(([key, value]) => ({ key, value }))
  const made = restoredTags({ run: first, moment, source })
  const kept = tagsOf({ ...made, 'muster:keep-until': '2030-03-18T10:00:00Z', 'muster:keep-reason': 'proved' })
  const apply = (found: typeof kept, change: { set: Readonly<Record<string, string>>; remove: readonly string[] }) =>
    tagsOf({ ...asRecord(found.filter(tag => !change.remove.includes(tag.key))), ...change.set })

  test('it inherits the tags of its source, but neither those of AWS nor those of an earlier run', () => {
    expect(inheritedTags(source.tags)).toEqual({ Component: 'database' })
    expect(made).toMatchObject({ Component: 'database', [RUN_TAG]: 'first', 'muster:source': 'cluster-A' })
  })

  test('it may be adopted only if kept, from the same source and to the same moment', () => {
    expect(adoptionFaults(kept, { run: second, moment, source })).toEqual([])
    expect(adoptionFaults(tagsOf(made), { run: second, moment, source })).toHaveLength(1)
    const other = { run: second, moment: '2030-03-04T09:00:00Z', source: { ...source, resourceId: 'cluster-Z' } }
    expect(adoptionFaults(kept, other)).toHaveLength(2)
  })

  test('adopting twice is adopting once, and giving back makes it adoptable as before', () => {
    const once = apply(kept, adopted(kept, second))
    expect(asRecord(apply(once, adopted(once, second)))).toEqual(asRecord(once))
    expect(asRecord(once)).toMatchObject({ [RUN_TAG]: 'second' })
    expect(asRecord(once)['muster:keep-until']).toBeUndefined()
    const back = givenBack(once, second)
    const after = apply(once, back ?? { set: {}, remove: [] })
    expect(asRecord(after)).toEqual({ ...asRecord(kept), 'muster:keep-reason': 'given back by run second' })
    expect(givenBack(kept, first)).toBeUndefined()
  })

  test('any text becomes a value that RDS takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(tagValue(text))),
    )
  })

  test('the names of 16 restored members fit into 63 characters for every cluster that passes the preflight', () => {
    const longest = 'a'.repeat(47)
    expect(nameBlockers(longest)).toEqual([])
    expect(nameBlockers(`${longest}a`)).toHaveLength(1)
    expect(`${longest}${nameSuffix(first)}-16`.length).toBe(63)
  })
})

describe('Looking before touching', () => {
  const healthy = { ...source, restorable: {}, globalCluster: null, managedMasterSecret: false }

  test('every fault of a cluster is a blocker of its own', () => {
    expect(clusterBlockers(healthy, 'key')).toEqual([])
    const ill = {
      ...healthy,
      status: 'failing-over',
      engine: 'aurora-postgresql',
      engineMode: 'serverless',
      backupRetention: 0,
      restorable: null,
      members: [],
      kmsKeyId: 'other',
      dataApi: false,
    }
    expect(clusterBlockers(ill, 'key')).toHaveLength(9)
    expect(clusterNotes({ ...healthy, globalCluster: 'world', managedMasterSecret: true })).toHaveLength(2)
  })

  test('quotas and secrets', () => {
    expect(roomBlockers('DBInstances', { used: 38, max: 40 }, 2)).toEqual([])
    expect(roomBlockers('DBInstances', { used: 39, max: 40 }, 2)).toEqual([expect.stringMatching(/39 of 40/)])
    const secret = { name: 's', needed: ['host', 'username'], holder: { owner: 'rds' }, keys: ['username'] }
    expect(secretBlockers(secret)).toEqual([
      expect.stringMatching(/owned by rds/),
      expect.stringMatching(/lacks a value for host/),
    ])
    expect(secretBlockers({ ...secret, holder: undefined })).toHaveLength(1)
  })

  test('states mean available, under way or failed, and a new word of AWS is never a failure', () => {
    expect(['available', 'creating', 'incompatible-restore', 'brand-new'].map(clusterStanding)).toEqual([
      'available',
      'under-way',
      'failed',
      'under-way',
    ])
    expect(['available', 'configuring-enhanced-monitoring', 'storage-full'].map(instanceStanding)).toEqual([
      'available',
      'under-way',
      'failed',
    ])
  })
})
