// Before and after the cutover: the preflight, the site as visitors get it, the commit window, and the drill's client.
import { describe, expect, test } from '@jest/globals'
import * as z from 'zod'
import type { Turn } from '../../domain/control-records.ts'
import { keys } from '../../domain/control-records.ts'
import { run as checkCommitWindow } from '../../lambdas/check-commit-window/handler.ts'
import { run as checkDrillClient } from '../../lambdas/check-drill-client/handler.ts'
import { run as checkDrillClientGone } from '../../lambdas/check-drill-client-gone/handler.ts'
import { contract } from '../../lambdas/contract.ts'
import { controlStore } from '../../lambdas/gateways/control-store.ts'
import { implement } from '../../lambdas/implement.ts'
import { allow } from '../../lambdas/needs.ts'
import { run as preflightApplication } from '../../lambdas/preflight-application/handler.ts'
import { run as removeDrillClient } from '../../lambdas/remove-drill-client/handler.ts'
import { run as startDrillClient } from '../../lambdas/start-drill-client/handler.ts'
import { run as verifyApplication } from '../../lambdas/verify-application/handler.ts'
import type { Program } from '../../sandbox/kubernetes/controllers/loop.ts'
import { applications, deployments, externalSecrets, jobs } from '../../sandbox/kubernetes/kinds.ts'
import {
  type ApplicationWorld,
  application,
  applicationWorld,
  database,
  drill,
  failure,
  kubernetes,
  minutes,
  page,
  platform,
  SECRET,
} from './application-world.ts'

const { url, probe } = application
const preflight = (world: ApplicationWorld, given = {}) =>
  world.call(preflightApplication, { kubernetes, secret: database.secret, url, ...given })

/** Otherwise it would put right what a test has put wrong. */
function pauseArgo({ cluster }: ApplicationWorld): void {
  cluster.store.update(cluster.store.get(applications, 'argocd', 'wordpress')!, draft => {
    draft.spec.syncPolicy = {}
  })
}

describe('The preflight of the application', () => {
  test('finds a healthy platform free of blockers and tells what the cutover will do', async () => {
    const { blockers, notes } = await preflight(await applicationWorld())
    expect(blockers).toEqual([])
    expect(notes).toEqual([
      'the autoscaler wordpress (3 to 6) rests while the deployment is at 0',
      '1 CronJobs, of which 0 are suspended; the others are suspended until the cutover',
      'Argo CD syncs by itself and heals manual changes; it is paused until the cutover',
      expect.stringMatching(/^rotation is on \(arn:.*rotate\), next by 2030-/),
      expect.stringMatching(/answers 200 in \d+ ms$/),
    ])
  })

  test('lists everything that would stop the run later, and no value of the secret', async () => {
    const { host: _, ...rest } = SECRET
    const world = await applicationWorld({ secret: { value: JSON.stringify(rest), owner: 'rds' } })
    const { blockers, notes } = await preflight(world, { kubernetes: { ...kubernetes, secret: 'other' } })
    expect(blockers).toEqual([
      'the ExternalSecret wordpress-database writes the Secret wordpress-database, not other',
      'the secret wordpress-prod/database is owned by rds and cannot be edited',
      'the secret wordpress-prod/database has no key host',
    ])
    expect(notes).toContain('the pods of wordpress take nothing from the Secret other: a new host may not reach them')
    expect([...blockers, ...notes].join()).not.toContain('canary')
  })

  test('tells a missing permission and a missing access entry from a cluster that is not there', async () => {
    const world = await applicationWorld()
    const other = { ...kubernetes, deployment: 'payments' }
    expect((await preflight(world, { kubernetes: other })).blockers).toEqual([
      expect.stringMatching(/^permission is missing: get deployments wordpress\/payments/),
    ])
    world.eks.revoke(kubernetes.clusterName, `arn:aws:iam::${platform.account}:role/preflight-application`)
    await world.pass(minutes(2))
    expect((await preflight(world)).blockers).toEqual([
      expect.stringMatching(/needs an access entry in the cluster wordpress-prod/),
    ])
  })

  test('does not count on a copy of the secret that is broken, and does not mind a site that is down', async () => {
    const world = await applicationWorld()
    pauseArgo(world)
    const found = world.cluster.store.get(externalSecrets, 'wordpress', 'wordpress-database')!
    world.cluster.store.update(found, draft => {
      draft.spec.dataFrom = [{ extract: { key: 'another/secret' } }]
    })
    world.site.answer = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    await world.pass(minutes(1))
    const { blockers, notes } = await preflight(world)
    expect(blockers).toEqual([
      expect.stringMatching(/is not Ready \(SecretSyncedError/),
      expect.stringMatching(/does not copy the secret/),
    ])
    expect(notes.at(-1)).toContain('does not answer')
  })
})

describe('The site', () => {
  const verify = (world: ApplicationWorld, more = {}) => world.call(verifyApplication, { url, ...probe, ...more })

  test('is well when it shows what the database holds, also after a redirect on the same host', async () => {
    const world = await applicationWorld()
    expect(await verify(world)).toMatchObject({
      status: 200,
      checked: expect.arrayContaining(['answers 200', 'contains "Latest posts"']),
    })
    world.site.answer = request =>
      request.path === '/home/' ? page(200, 'Latest posts') : page(301, '', { location: '/home/' })
    expect((await verify(world)).status).toBe(200)
  })

  test.each([
    [
      'its database error page',
      page(500, '<h1>Error establishing a database connection</h1>'),
      /answers 500.*database error page/s,
    ],
    [
      'that error page with status 200',
      page(200, 'Latest posts. Error establishing a database connection'),
      /database error page/,
    ],
    [
      'the installer, because its tables are gone',
      page(302, '', { location: `${url}/wp-admin/install.php` }),
      /finds no tables/,
    ],
    ['another host', page(301, '', { location: 'https://elsewhere.example.net/' }), /redirects to https:\/\/elsewhere/],
    ['itself for ever', page(302, '', { location: '/' }), /redirects to .* which was not followed/],
    ['a page without the text', page(200, 'Hello'), /does not contain "Latest posts"/],
    ['nothing', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), /does not answer/],
  ])('is unhealthy when it leads to %s', async (_, answer, expected) => {
    const world = await applicationWorld()
    world.site.answer = () => answer
    const said = await failure(verify(world))
    expect(said).toMatch(/^Unhealthy: /)
    expect(said).toMatch(expected)
  })

  test('is given up after ten seconds of silence, and asked as often as allowed', async () => {
    const world = await applicationWorld()
    await verify(world)
    let asked = 0
    world.site.answer = () => {
      asked += 1
      return new Promise<never>(() => undefined)
    }
    const begun = world.clock.now()
    expect(await failure(verify(world, { attempts: 3 }))).toMatch(/asked 3 times: does not answer \(TimeoutError/)
    expect([asked, world.clock.now() - begun]).toEqual([3, 30_000])
  })
})

/** What the operator's command line will do. */
const say = implement(
  contract({
    name: 'say',
    effect: 'reads',
    takes: z.strictObject({ key: z.string(), value: z.unknown() }),
    gives: z.boolean(),
    throws: [],
    needs: p => [allow('s3:PutObject', [`arn:aws:s3:::${p.muster.controlBucket}/*`])],
    again: 'writes again',
  }),
  { store: controlStore },
  ({ key, value }, { store }) => store.write(key, value),
)

describe('The commit window', () => {
  const poll = (world: ApplicationWorld) =>
    world.call(checkCommitWindow, { kubernetes, url, ...probe, openedAt: null, minutes: 30 })
  const decide = (world: ApplicationWorld, verdict: Turn['verdict']) =>
    world.call(say, {
      key: keys.turn('a-run'),
      value: { verdict, by: 'alice', reason: 'seen with my own eyes', at: '2030-03-04T10:20:00Z' },
    })

  test('closes by itself when the site stayed well for all of it', async () => {
    const world = await applicationWorld()
    expect(await poll(world)).toMatchObject({
      status: 'pending',
      note: expect.stringContaining('healthy; the window closes at'),
    })
    await world.pass(minutes(29.5))
    expect((await poll(world)).status).toBe('pending')
    await world.pass(minutes(1))
    expect(await poll(world)).toMatchObject({ status: 'ready', value: { committedBy: 'window' } })
  })

  test('is ended by a person, either way', async () => {
    const world = await applicationWorld()
    await poll(world)
    await decide(world, 'commit')
    expect(await poll(world)).toEqual({ status: 'ready', value: { committedBy: 'alice', at: '2030-03-04T10:20:00Z' } })
    await decide(world, 'rollback')
    expect(await poll(world)).toEqual({
      status: 'failed',
      error: 'RollbackDecided',
      reason: expect.stringContaining('seen with my own eyes'),
    })
  })

  test('fails after three unhealthy polls in a row, of which repeated attempts count once', async () => {
    const world = await applicationWorld()
    await poll(world)
    world.site.answer = () => page(500, 'Error establishing a database connection')
    await world.pass(60_000)
    expect((await poll(world)).note).toContain('unhealthy in 1 of 3')
    expect((await poll(world)).note).toContain('unhealthy in 1 of 3')
    await world.pass(60_000)
    expect((await poll(world)).note).toContain('unhealthy in 2 of 3')
    await world.pass(60_000)
    expect(await poll(world)).toMatchObject({
      status: 'failed',
      error: 'Unhealthy',
      reason: expect.stringContaining('database error page'),
    })
  })

  test('forgives one bad poll, and counts missing pods as bad', async () => {
    const world = await applicationWorld()
    await poll(world)
    pauseArgo(world)
    const found = world.cluster.store.get(deployments, 'wordpress', 'wordpress')!
    world.cluster.store.update(found, draft => {
      draft.spec!.replicas = 0
    })
    await world.pass(60_000)
    expect((await poll(world)).note).toBe('unhealthy in 1 of 3 polls: no replica of wordpress is available')
    world.cluster.store.update(world.cluster.store.get(deployments, 'wordpress', 'wordpress')!, draft => {
      draft.spec!.replicas = 3
    })
    await world.pass(minutes(3))
    expect((await poll(world)).note).toContain('healthy; the window')
  })
})

describe("The drill's client", () => {
  const input = { clusterName: kubernetes.clusterName, drill }
  const target = { ...input, host: 'restored.cluster', port: 3306, database: 'wordpress' }
  const world = (program?: (program: Program) => { exitCode: number; seconds: number; message?: string }) =>
    applicationWorld({ mode: 'drill', ...(program && { program }) })

  test('reads from the restored cluster with the account of its own namespace, and leaves nothing behind', async () => {
    let seen: Program | undefined
    const drilling = await world(program => {
      if (program.namespace === drill.namespace) seen = program
      return { exitCode: 0, seconds: 7 }
    })
    const { job } = await drilling.call(startDrillClient, target)
    expect(await drilling.call(startDrillClient, target)).toEqual({ job })
    const answer = await drilling.poll(checkDrillClient, input)
    expect(answer).toMatchObject({ status: 'ready', value: { seconds: expect.any(Number) } })
    expect(seen).toMatchObject({
      image: drill.image,
      command: ['mysql'],
      arguments: expect.arrayContaining(['--host=restored.cluster', '--port=3306', '--database=wordpress']),
      environment: { DATABASE_USER: 'reader', MYSQL_PWD: 'canary' },
    })
    expect(seen?.arguments.join(' ')).not.toContain('canary')
    expect((await drilling.call(checkDrillClientGone, input)).status).toBe('pending')
    expect(await drilling.call(removeDrillClient, input)).toEqual({ removed: true })
    expect((await drilling.poll(checkDrillClientGone, input)).status).toBe('ready')
    expect(await drilling.call(removeDrillClient, input)).toEqual({ removed: false })
  })

  test('that cannot log in fails the proof with the words of MySQL', async () => {
    const message = "ERROR 1045 (28000): Access denied for user 'reader'@'10.0.1.7' (using password: YES)"
    const drilling = await world(() => ({ exitCode: 1, seconds: 2, message }))
    await drilling.call(startDrillClient, target)
    const answer = await drilling.poll(checkDrillClient, input)
    expect(answer).toMatchObject({
      status: 'failed',
      error: 'NotProven',
      reason: expect.stringContaining('Access denied'),
    })
    expect(answer.reason).toContain('BackoffLimitExceeded')
  })

  test('of another run is neither adopted nor removed', async () => {
    const drilling = await world()
    const { job } = await drilling.call(startDrillClient, target)
    const found = drilling.cluster.store.get(jobs, drill.namespace, job)!
    drilling.cluster.store.update(found, draft => {
      draft.metadata.annotations = { 'muster/run-id': 'another-run' }
    })
    expect(await failure(drilling.call(startDrillClient, target))).toMatch(/^NameTaken: .*another-run/)
    expect(await failure(drilling.call(removeDrillClient, input))).toMatch(/^NameTaken: .*left alone/)
    expect(await drilling.call(checkDrillClient, input)).toMatchObject({ status: 'failed', error: 'Missing' })
  })
})
