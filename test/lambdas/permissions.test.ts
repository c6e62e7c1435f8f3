// Permissions both ways: what is granted is needed by some rehearsal, and no wider than AWS lets it be said.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { parse } from 'yaml'
import { readPlatformFile } from '../../control/platform-file.ts'
import { platformSchema } from '../../domain/platform.ts'
import { drillRestoreRole } from '../../domain/restore-role.ts'
import { MODE_TAG, type Mode } from '../../domain/run.ts'
import { drillRestoreStatements } from '../../lambdas/restore-role-needs.ts'
import { type Grant, grantsOf } from '../../sandbox/permissions/grants.ts'
import { reachedByDrills, reachedByPassedRoles } from '../../sandbox/permissions/isolation.ts'
import { productionObjects, productionResources } from '../../sandbox/permissions/production.ts'
import { dispensable, runPermissions } from '../../sandbox/permissions/program.ts'
import { rehearsalsFor } from '../../sandbox/permissions/rehearsals.ts'
import type { UsedGrant } from '../../sandbox/permissions/rehearse-uses.ts'
import { serviceAuthorization } from '../../sandbox/permissions/service-authorization.ts'
import { scenarios } from '../../workflows/index.ts'

// Some fifty rehearsals, half a second each; the machine may be busy.
jest.setTimeout(300_000)
const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
const grants = grantsOf(scenarios, platform)
const ofAws = grants.filter(({ action }) => !action.startsWith('kubernetes:'))
/** By type of resource: what nobody wants to see done to it. */
const spoiling: Readonly<Record<string, string>> = {
  cluster: 'rds:DeleteDBCluster',
  db: 'rds:DeleteDBInstance',
  secret: 'secretsmanager:PutSecretValue',
  'file-system': 'elasticfilesystem:DeleteFileSystem',
  'access-point': 'elasticfilesystem:DeleteAccessPoint',
  volume: 'ec2:DeleteVolume',
  'backup-plan': 'backup:DeleteBackupSelection',
  'recovery-point': 'backup:DeleteRecoveryPoint',
  'cluster-snapshot': 'rds:DeleteDBClusterSnapshot',
  snapshot: 'ec2:DeleteSnapshot',
  object: 's3:PutObject',
}
const inWords = ({ role, action, resource }: Grant) => `${role}: ${action} on ${resource}`

describe('what functions are granted', () => {
  test('is known to the table of the Service Authorization Reference, action by action', () => {
    expect(ofAws.filter(({ action }) => !(action in serviceAuthorization)).map(inWords)).toEqual([])
  })

  test('names resources wherever AWS knows a resource level for the action', () => {
    const wide = ofAws.filter(
      ({ action, resource }) => resource === '*' && (serviceAuthorization[action]?.resources ?? []).length > 0,
    )
    expect(wide.map(inWords)).toEqual([])
  })

  test('names only resources of the types that AWS knows for the action', () => {
    const strange = ofAws.filter(({ action, resource }) => {
      const types = serviceAuthorization[action]?.resources ?? []
      return resource !== '*' && !types.includes(typeOf(resource))
    })
    expect(strange.map(inWords)).toEqual([])
  })

  test('has with each action those that AWS asks for beside it', () => {
    const byRole = Map.groupBy(ofAws, ({ role }) => role)
    const missing = [...byRole].flatMap(([role, each]) => {
      const held = new Set(each.map(({ action }) => action))
      const wanted = [...held].flatMap(action => serviceAuthorization[action]?.dependent ?? [])
      return wanted.filter(action => !held.has(action)).map(action => `${role} lacks ${action}`)
    })
    expect(missing).toEqual([])
  })

  test('lets no drill change anything of production', () => {
    expect(reachedByDrills(grants, platform)).toEqual([])
  })

  describe('and passes on no role that reaches production', () => {
    const arn = (name: string) => `arn:aws:iam::${platform.account}:role/${name}`
    const trust = ['backup.amazonaws.com']
    const drills = { arn: arn(drillRestoreRole(platform)), trust, statements: drillRestoreStatements(platform) }
    const real = {
      ...{ arn: arn(platform.database.restoreRole), trust },
      statements: [{ Effect: 'Allow' as const, Action: ['elasticfilesystem:Restore'], Resource: ['*'] }],
    }

    test('whatever AWS Backup restores for a drill it restores in the name of the drills’ own role', () => {
      const passed = (mode: Mode) =>
        grants.filter(each => each.mode === mode && /PassRole/.test(each.action)).map(({ resource }) => resource)
      expect(passed('drill')).toContain(drills.arn)
      expect(passed('drill')).not.toContain(real.arn)
      expect(passed('recover')).toContain(real.arn)
      expect(passed('recover')).not.toContain(drills.arn)
      expect(reachedByPassedRoles(grants, [drills, real], platform)).toEqual([])
    })

    test('nor would one escape notice: the role of real runs, and this one without its limits', () => {
      const may = {
        ...(grants.find(({ mode }) => mode === 'drill') as Grant),
        action: 'iam:PassRole',
        resource: arn('*'),
      }
      expect(reachedByPassedRoles([may], [real], platform)).toContainEqual(
        expect.stringContaining(`${platform.database.restoreRole} may elasticfilesystem:Restore on`),
      )
      const loose = drills.statements.map(({ Condition: _, ...rest }) => rest)
      expect(reachedByPassedRoles([may], [{ ...drills, statements: loose }], platform)).toContainEqual(
        expect.stringContaining(`elasticfilesystem:DeleteFileSystem on`),
      )
    })
  })

  describe('would be caught if a drill were let near production: its isolation is looked at, not assumed', () => {
    const [drill] = grants.filter(({ mode }) => mode === 'drill') as [Grant]
    const loose = (action: string, resource: string, conditions?: object) =>
      reachedByDrills([{ ...drill, action, resource, conditions }], platform)

    test.each(productionResources(platform))('$type $arn', ({ type, arn }) => {
      const action = spoiling[type] ?? ''
      expect(loose(action, arn)).toEqual([`${drill.role} may ${action} on ${arn}`])
      expect(loose(action, '*')).toContain(`${drill.role} may ${action} on ${arn}`)
    })

    test.each(productionObjects(platform))('$kind $at', ({ kind, at }) => {
      const verb = kind === 'secrets' ? 'get' : kind === 'services/proxy' ? 'create' : 'patch'
      expect(loose(`kubernetes:${verb} ${kind}`, at)).toHaveLength(1)
      expect(loose(`kubernetes:delete ${kind}`, `${at.split('/')[0]}/*`)).toHaveLength(1)
      expect(loose(`kubernetes:${verb} ${kind}`, '*/*')).toHaveLength(1)
    })

    test('by tags: only those of its own mode keep a grant on every file system and volume off production', () => {
      for (const [type, action] of [
        ['file-system', 'elasticfilesystem:DeleteFileSystem'],
        ['volume', 'ec2:DeleteVolume'],
      ] as const) {
        const tagged = (mode: string) => loose(action, '*', { StringEquals: { [`aws:ResourceTag/${MODE_TAG}`]: mode } })
        const restored = productionResources(platform).filter(each => each.type === type && each.tags?.[MODE_TAG])
        expect(tagged('drill')).toEqual([])
        expect(tagged('recover')).toEqual(restored.map(({ arn }) => `${drill.role} may ${action} on ${arn}`))
        expect(restored).toHaveLength(1)
      }
    })

    test('but for volumes in the cluster: a drill may make and delete them, and change none', () => {
      expect(loose('kubernetes:create persistentvolumes', '*/*')).toEqual([])
      expect(loose('kubernetes:patch persistentvolumes', '*/*')).toHaveLength(1)
    })
  })
})

/** What `npm run permissions` with these words prints, on either stream. */
async function typed(words: readonly string[]) {
  let out = ''
  const write = (text: string) => {
    out += text
  }
  const from = { terminal: { out: write, err: write }, scenarios, readPlatform: readPlatformFile, now: () => 0 }
  const code = await runPermissions(words, from)
  return { code, out }
}

describe('what rehearsals use', () => {
  let printed: { readonly code: number; readonly out: string }

  beforeAll(async () => {
    printed = await typed(['platforms/example.yaml'])
  })

  test('is everything that is granted, and is told with how many rehearsals it took', () => {
    const [, unused = '', rehearsals] = /grants, (.*)\n(\d+) rehearsals in 0\.0 s\n/s.exec(printed.out) ?? []
    expect(unused.trimEnd()).toBe('0 used by no rehearsal')
    expect(printed.out).toContain(`\n${grants.length} grants, `)
    expect(Number(rehearsals)).toBe(scenarios.flatMap(({ name }) => rehearsalsFor(name)).length)
    expect(printed.code).toBe(0)
  })

  test('is told for each grant by title, and a rehearsal that others make dispensable is named', () => {
    expect(printed.out).toMatch(/elasticfilesystem:PutBackupPolicy on .*\n +file-deletion: .* before a swap adopts\n/)
    const usedBy = (...titles: string[]): UsedGrant => ({ ...(grants[0] as Grant), usedBy: titles })
    const used = [usedBy('one', 'two'), usedBy('two'), usedBy('one', 'two', 'three')]
    expect(dispensable(['one', 'two', 'three'], used)).toEqual(['one', 'three'])
  })

  test.each([
    [['--help'], 0, /^Usage: permissions .*Exit codes:/s],
    [['--verbose'], 1, /unknown option '--verbose'\n {2}Nothing was run/],
    [['none.yaml'], 1, /--platform: none.yaml cannot be read: there is no such file/],
    [['a.yaml', 'b.yaml'], 1, /too many arguments/],
  ] as const)('are asked for with words; %j is answered with exit code %i', async (words, code, says) => {
    expect(await typed(words)).toEqual({ code, out: expect.stringMatching(says) })
  })
})

/** `arn:aws:rds:us-east-1:1111:cluster-pg:name` → `cluster-pg`; S3 and SNS have no type in theirs. */
function typeOf(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':')
  if (service === 's3') return rest.join(':').includes('/') ? 'object' : 'bucket'
  if (service === 'sns') return 'topic'
  return rest.join(':').split(/[:/]/)[0] ?? ''
}
