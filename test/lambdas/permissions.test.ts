// Permissions both ways: what is granted is needed by some rehearsal, and no wider than AWS lets it be said.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { parse } from 'yaml'
import { readPlatformFile } from '../../control/platform-file.ts'
import { platformSchema } from '../../domain/platform.ts'
import { type Grant, grantsOf } from '../../sandbox/permissions/grants.ts'
import { reachedByDrills } from '../../sandbox/permissions/isolation.ts'
import { runPermissions } from '../../sandbox/permissions/program.ts'
import { type UsedGrant, usedGrants } from '../../sandbox/permissions/rehearse-uses.ts'
import { serviceAuthorization } from '../../sandbox/permissions/service-authorization.ts'
import { scenarios } from '../../workflows/index.ts'

// Some forty rehearsals, a second each; the machine may be busy.
jest.setTimeout(300_000)
const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
const grants = grantsOf(scenarios, platform)
const ofAws = grants.filter(({ action }) => !action.startsWith('kubernetes:'))
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

  test('would be caught if a drill could: its isolation is looked at, not assumed', () => {
    const [drill] = grants.filter(({ mode }) => mode === 'drill')
    const loose: Grant[] = [
      { ...(drill as Grant), action: 'rds:DeleteDBCluster', resource: '*' },
      { ...(drill as Grant), action: 'kubernetes:patch deployments/scale', resource: 'wordpress/wordpress' },
      { ...(drill as Grant), action: 'secretsmanager:PutSecretValue', resource: 'arn:aws:secretsmanager:*:*:secret:*' },
    ]
    expect(reachedByDrills(loose, platform).length).toBeGreaterThanOrEqual(3)
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
  let used: readonly UsedGrant[]

  beforeAll(async () => {
    used = (await usedGrants(scenarios, platform)).grants
  })

  test('is everything that is granted', () => {
    const unused = used.filter(({ usedBy }) => usedBy.length === 0)
    expect(unused.map(inWords)).toEqual([])
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
