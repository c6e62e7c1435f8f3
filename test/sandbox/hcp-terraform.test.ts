// HCP Terraform as whoever recovers meets it: runs that queue, wait for a person, break, and workspaces that are locked.
import { describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import fc from 'fast-check'
import { transport } from '../../sandbox/aws/wire/transport.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import {
  type Account,
  type Asked,
  type Changes,
  HcpTerraform,
  type HcpTerraformOptions,
  type Run,
  TERRAFORM_HOST,
  type WorkspaceSeed,
} from '../../sandbox/hcp-terraform/index.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'

const noon = Date.parse('2030-03-04T12:00:00Z')
const hour = 3_600_000
const team: Account = { kind: 'team', id: 'team-recovery', access: 'write' }

interface Setting extends Partial<WorkspaceSeed> {
  readonly edge?: Partial<HcpTerraformOptions>
}

function setting({ edge, ...workspace }: Setting = {}) {
  const clock = new VirtualClock(noon)
  const chance = chanceFrom('terraform')
  const lifecycle = new Lifecycle(clock, chance)
  const terraform = new HcpTerraform({ surroundings: { clock, chance, lifecycle }, ...edge })
  terraform.seedToken('good', team)
  const built: Asked[] = []
  let there = false
  const id = terraform.seedWorkspace({
    organization: 'shop',
    name: 'wordpress-recovery',
    plan: (): Changes => ({ additions: there ? 0 : 12, changes: 0, destructions: 0 }),
    onApply: asked => {
      there = true
      built.push(asked)
    },
    ...workspace,
  })
  const { handle } = transport(request => terraform.handle(request), clock, 10_000)
  const send = async (method: string, path: string, more: Sent = {}) => {
    const { body, token = 'good', type = 'application/vnd.api+json', query = {} } = more
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': type }) }
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const asked = { method, hostname: TERRAFORM_HOST, path: `/api/v2/${path}`, query, headers, body: text }
    let over = false
    const work = handle(new HttpRequest(asked)).finally(() => {
      over = true
    })
    work.catch(() => undefined)
    await clock.run(() => over)
    const { response } = await work
    const said = Buffer.from(response.body).toString()
    return { status: response.statusCode, headers: response.headers, body: said === '' ? undefined : JSON.parse(said) }
  }
  const queue = async (attributes: object = {}, more: Sent = {}): Promise<string> => {
    const relationships = { workspace: { data: { type: 'workspaces', id } } }
    const { body } = await send('POST', 'runs', {
      ...more,
      body: { data: { type: 'runs', attributes, relationships } },
    })
    return body.data.id
  }
  const show = async (run: string) => (await send('GET', `runs/${run}`)).body.data.attributes
  const pass = (milliseconds: number) => clock.run(clock.now() + milliseconds)
  const statuses = (run: string) => [
    ...(terraform
      .runs()
      .find(each => each.id === run)
      ?.reached.keys() ?? []),
  ]
  const act = async (run: string, action: string) => (await send('POST', `runs/${run}/actions/${action}`)).status
  const lock = async (action: string, more: Sent = {}) =>
    (await send('POST', `workspaces/${id}/actions/${action}`, { body: { reason: 'maintenance' }, ...more })).status
  return { clock, lifecycle, terraform, built, id, send, queue, show, pass, statuses, act, lock }
}

interface Sent {
  readonly body?: object | string
  readonly token?: string
  readonly type?: string
  readonly query?: Record<string, string>
}

const reach = async ({ clock, terraform }: ReturnType<typeof setting>, id: string, status: Run['status']) => {
  await clock.run(() => terraform.runs().find(run => run.id === id)?.status === status)
}

describe('a run', () => {
  test('that is applied automatically passes through its phases and builds at the very end', async () => {
    const { queue, show, pass, statuses, built, terraform, id } = setting({
      fetches: true,
      estimatesCosts: true,
      checksPolicies: true,
    })
    const run = await queue({
      'auto-apply': true,
      variables: [{ key: 'replicas', value: '3' }],
      'target-addrs': ['a.b'],
    })
    expect(await show(run)).toMatchObject({ status: 'fetching', source: 'tfe-api', 'has-changes': false })
    expect(terraform.lockOf(id)).toEqual({ by: { type: 'runs', id: run }, reason: '' })
    expect(built).toEqual([])
    await pass(hour)
    expect(statuses(run)).toEqual([
      ...['fetching', 'fetching_completed', 'plan_queued', 'planning', 'planned', 'cost_estimating', 'cost_estimated'],
      ...['policy_checking', 'policy_checked', 'apply_queued', 'applying', 'applied'],
    ])
    expect(built).toEqual([{ workspace: 'wordpress-recovery', variables: { replicas: 3 }, targets: ['a.b'] }])
    expect(terraform.lockOf(id)).toBeUndefined()
  })

  test('that is not, waits for a person, and its plan says what it would do', async () => {
    const { queue, show, pass, act, send, built } = setting()
    const run = await queue({ message: 'recover' })
    await pass(hour)
    const waiting = await show(run)
    expect(waiting).toMatchObject({ status: 'planned', 'auto-apply': false, actions: { 'is-confirmable': true } })
    const { included } = (await send('GET', `runs/${run}`, { query: { include: 'plan' } })).body
    expect(included[0]).toMatchObject({ type: 'plans', attributes: { status: 'finished', 'resource-additions': 12 } })
    expect((await send('GET', `plans/${included[0].id}`)).body.data).toEqual(included[0])
    expect(built).toEqual([])

    expect(await act(run, 'apply')).toBe(202)
    expect(await act(run, 'apply')).toBe(409)
    await pass(hour)
    expect(await show(run)).toMatchObject({ status: 'applied', 'has-changes': true })
    expect(built).toHaveLength(1)
  })

  test('shows for a moment the state of one that waits, though it goes on by itself', async () => {
    const world = setting()
    world.lifecycle.override({ transition: 'terraform.moving-on', seconds: 5 })
    const run = await world.queue({ 'auto-apply': true })
    await reach(world, run, 'planned')
    expect(await world.show(run)).toMatchObject({ status: 'planned', actions: { 'is-confirmable': false } })
    expect(await world.act(run, 'apply')).toBe(409)
    await world.pass(hour)
    expect(await world.show(run)).toMatchObject({ status: 'applied' })
  })

  test('of somebody who may not apply waits, whatever it asked for', async () => {
    const { terraform, queue, show, pass } = setting()
    terraform.seedToken('planner', { kind: 'team', id: 'team-planners', access: 'plan' })
    const run = await queue({ 'auto-apply': true }, { token: 'planner' })
    await pass(hour)
    expect(await show(run)).toMatchObject({
      'auto-apply': true,
      status: 'planned',
      actions: { 'is-confirmable': true },
    })
  })

  test('that finds nothing to change is finished after the plan, and a second one after an apply is such a run', async () => {
    const { queue, show, pass, built } = setting()
    const [first, second] = [await queue({ 'auto-apply': true }), await queue({ 'auto-apply': true })]
    await pass(2 * hour)
    expect(await show(first)).toMatchObject({ status: 'applied' })
    expect(await show(second)).toMatchObject({ status: 'planned_and_finished', 'has-changes': false })
    expect(built).toHaveLength(1)
  })

  test('ends with an error when the plan, a policy or the apply breaks, and only a broken apply leaves anything', async () => {
    const left: Asked[] = []
    for (const [transition, outcome, phases, leaves] of [
      ['terraform.planning', 'errored', ['plan_queued', 'planning', 'errored'], 0],
      ['terraform.policy-checking', 'hard-failed', ['planned', 'policy_checking', 'errored'], 0],
      ['terraform.applying', 'errored', ['apply_queued', 'applying', 'errored'], 1],
    ] as const) {
      left.length = 0
      const world = setting({ checksPolicies: true, onBrokenApply: asked => left.push(asked) })
      world.lifecycle.override({ transition, outcome })
      const run = await world.queue({ 'auto-apply': true })
      await world.pass(hour)
      expect(world.statuses(run).slice(-3)).toEqual(phases)
      expect(world.terraform.runs()[0]?.failure?.message).not.toBe('')
      expect(left).toHaveLength(leaves)
      expect(world.built).toEqual([])
    }
  })

  test('fails with what the world throws at it, and with a text that lacks its quotes', async () => {
    const broken = setting({
      onApply: () => {
        throw new Error('creating EKS Node Group: quota of vCPUs exceeded')
      },
    })
    await broken.queue({ 'auto-apply': true })
    await broken.pass(hour)
    expect(broken.terraform.runs()[0]).toMatchObject({
      status: 'errored',
      failure: { phase: 'apply', message: expect.stringContaining('quota') },
    })
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own template.
    for (const value of ['us-west-2', '"${var.region}"']) {
      const { queue, pass, terraform } = setting()
      await queue({ 'auto-apply': true, variables: [{ key: 'region', value }] })
      await pass(hour)
      expect(terraform.runs()[0]).toMatchObject({ status: 'errored', failure: { phase: 'plan' } })
    }
  })

  test('that fails a soft policy waits for an override; one that only plans ends there', async () => {
    const { lifecycle, queue, show, pass, act } = setting({ checksPolicies: true })
    lifecycle.override({ transition: 'terraform.policy-checking', outcome: 'soft-failed' })
    const run = await queue({ 'auto-apply': true })
    const looking = await queue({ 'plan-only': true })
    await pass(hour)
    expect(await show(run)).toMatchObject({ status: 'policy_override', actions: { 'is-confirmable': false } })
    expect(await show(looking)).toMatchObject({ status: 'policy_soft_failed' })
    expect(await act(run, 'apply')).toBe(409)
    expect(await act(run, 'discard')).toBe(202)
    expect(await show(run)).toMatchObject({ status: 'discarded' })
  })

  test('can be canceled on its way, which takes a while, and then frees the workspace for the next', async () => {
    const left: Asked[] = []
    const world = setting({ onBrokenApply: asked => left.push(asked) })
    const [run, next] = [await world.queue({ 'auto-apply': true }), await world.queue()]
    expect(await world.act(run, 'discard')).toBe(409)
    await reach(world, run, 'applying')
    expect(await world.act(run, 'cancel')).toBe(202)
    expect(await world.show(run)).toMatchObject({ status: 'applying', actions: { 'is-cancelable': false } })
    await world.pass(hour)
    expect(await world.show(run)).toMatchObject({ status: 'canceled' })
    expect([world.built, left.length]).toEqual([[], 1])
    expect(await world.show(next)).toMatchObject({ status: 'planned' })
    for (const action of ['apply', 'discard', 'cancel']) expect(await world.act(run, action)).toBe(409)
  })
})

describe('a workspace', () => {
  test('has one run at a time, and the others wait in their order', async () => {
    const { queue, show, pass, act } = setting()
    const runs = [await queue(), await queue(), await queue()] as const
    await pass(hour)
    expect(await show(runs[0])).toMatchObject({ status: 'planned', 'position-in-queue': 0 })
    expect(await show(runs[1])).toMatchObject({ status: 'pending', 'position-in-queue': 1 })
    expect(await show(runs[2])).toMatchObject({ status: 'pending', 'position-in-queue': 2 })
    expect(await act(runs[1], 'discard')).toBe(202)
    expect(await act(runs[0], 'discard')).toBe(202)
    await pass(hour)
    expect(await show(runs[2])).toMatchObject({ status: 'planned' })
  })

  test('that is locked keeps every run pending, the owner’s too, but for those that only plan', async () => {
    const { queue, show, pass, lock } = setting()
    expect([await lock('lock'), await lock('lock')]).toEqual([200, 409])
    const [run, looking] = [await queue({ 'auto-apply': true }), await queue({ 'plan-only': true })]
    await pass(5 * hour)
    expect(await show(run)).toMatchObject({ status: 'pending' })
    expect(await show(looking)).toMatchObject({ status: 'planned_and_finished', 'has-changes': true })
    expect([await lock('unlock'), await lock('unlock')]).toEqual([200, 409])
    await pass(hour)
    expect(await show(run)).toMatchObject({ status: 'applied' })
  })

  test('cannot be locked while a run is on its way, nor unlocked by anybody but its owner', async () => {
    const { queue, lock, terraform, id, send } = setting()
    const run = await queue()
    expect([await lock('lock'), await lock('unlock')]).toEqual([409, 409])
    const { attributes, relationships } = (await send('GET', 'organizations/shop/workspaces/wordpress-recovery')).body
      .data
    expect(attributes).toMatchObject({ locked: true, name: 'wordpress-recovery' })
    expect(relationships).toMatchObject({
      'locked-by': { data: { id: run, type: 'runs' } },
      'current-run': { data: { id: run } },
    })
    terraform.lock(id, { by: { type: 'users', id: 'user-alice' }, reason: 'state surgery' })
    expect([await lock('lock'), await lock('unlock')]).toEqual([409, 409])
    terraform.lock(id, undefined)
    expect(await lock('lock')).toBe(200)
  })

  test('lists its runs newest first and in pages, and those that only plan only to who asks for them', async () => {
    const { queue, send, id, pass } = setting()
    const runs: string[] = []
    for (let index = 0; index < 7; index++) {
      runs.push(await queue({ message: `number ${index}`, 'plan-only': index === 3 }))
      await pass(1000)
    }
    const list = async (query: Record<string, string>) => {
      const { data, meta } = (await send('GET', `workspaces/${id}/runs`, { query })).body
      return { ids: data.map((each: { id: string }) => each.id), pagination: meta.pagination }
    }
    const both = { 'filter[operation]': 'plan_and_apply,plan_only' }
    const first = await list({ ...both, 'page[size]': '5' })
    expect(first.pagination).toMatchObject({ 'next-page': 2, 'total-count': 7, 'total-pages': 2 })
    const second = await list({ ...both, 'page[size]': '5', 'page[number]': '2' })
    expect([...first.ids, ...second.ids]).toEqual(runs.toReversed())
    expect((await list({})).ids).not.toContain(runs[3])
    expect((await list({ 'search[basic]': 'NUMBER 5' })).ids).toEqual([runs[5]])
    expect((await list({ 'filter[status]': 'pending' })).pagination['total-count']).toBe(5)
  })
})

describe('the API', () => {
  test('refuses a wrong token with 401, and says of everything forbidden that it is not there', async () => {
    const { terraform, send, queue, id } = setting()
    const run = await queue()
    terraform.seedToken('reader', { kind: 'user', id: 'user-bob', access: 'read' })
    terraform.seedToken('stranger', { kind: 'user', id: 'user-eve', access: 'none' })
    terraform.seedToken('organization', { kind: 'organization', id: 'org', access: 'write' })
    const status = async (token: string, method = 'GET', path = `runs/${run}`) =>
      (await send(method, path, { token, ...(method === 'POST' && { body: {} }) })).status
    expect([await status('good'), await status('wrong'), await status('')]).toEqual([200, 401, 401])
    expect([await status('reader'), await status('stranger')]).toEqual([200, 404])
    expect(await status('reader', 'POST', `runs/${run}/actions/cancel`)).toBe(404)
    expect(await status('organization', 'POST', `runs/${run}/actions/cancel`)).toBe(404)
    expect(await status('reader', 'POST', `workspaces/${id}/actions/lock`)).toBe(404)
    expect(await status('good', 'GET', 'runs/run-unknown')).toBe(404)
    terraform.revoke('good')
    expect(await status('good')).toBe(401)
  })

  test('refuses documents that are wrong, and names what is not simulated', async () => {
    const { send, id } = setting()
    const relationships = { workspace: { data: { type: 'workspaces', id } } }
    const status = async (attributes: object, more: object = {}) => {
      const body = { data: { type: 'runs', attributes, relationships, ...more } }
      return (await send('POST', 'runs', { body })).status
    }
    expect(await status({ 'auto-apply': 'yes' })).toBe(422)
    expect(await status({ variables: { region: '"us-west-2"' } })).toBe(422)
    expect(await status({}, { type: 'run' })).toBe(422)
    expect(await status({}, { relationships: {} })).toBe(404)
    expect(await status({ 'is-destroy': true })).toBe(501)
    expect(await status({ variables: [{ key: 'sizes', value: '{ a = 1 }' }] })).toBe(501)
    expect((await send('POST', 'runs', { body: 'no document' })).status).toBe(400)
    expect((await send('POST', 'runs', { body: {}, type: 'application/json' })).status).toBe(415)
    const forced = await send('POST', 'runs/run-x/actions/force-cancel', { body: {} })
    expect(forced).toMatchObject({
      status: 501,
      body: { errors: [{ detail: expect.stringContaining('force-cancel') }] },
    })
  })

  test('lets nobody ask more than 30 times a second, nor for lists of runs more than 30 times a minute', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 60, maxLength: 90 }), async gaps => {
        const { send, clock, pass } = setting()
        const answered: number[] = []
        for (const gap of gaps) {
          await pass(gap)
          const { status, headers } = await send('GET', 'organizations/shop/workspaces/wordpress-recovery')
          if (status === 200) answered.push(clock.now())
          else expect(Number(headers['x-ratelimit-reset'])).toBeLessThanOrEqual(1)
        }
        // Windows begin with a request, so that two of them may lie in one second of somebody else's counting.
        for (const at of answered)
          expect(answered.filter(each => each >= at && each < at + 1000).length).toBeLessThanOrEqual(60)
      }),
      { numRuns: 10 },
    )
    const { send, id } = setting()
    const statuses: number[] = []
    for (let index = 0; index < 31; index++) statuses.push((await send('GET', `workspaces/${id}/runs`)).status)
    expect(statuses.filter(status => status === 200)).toHaveLength(30)
    const refused = await send('GET', `workspaces/${id}/runs`)
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-limit': '30', 'x-ratelimit-reset': '60.000' },
    })
    expect((await send('GET', 'runs/run-unknown')).status).toBe(404)
  })

  test('may be out of reach, or answer nothing but 503, while runs go on', async () => {
    const { terraform, queue, show, pass, send } = setting()
    const run = await queue({ 'auto-apply': true })
    terraform.outage = 'silent'
    await expect(send('GET', `runs/${run}`)).rejects.toMatchObject({ name: 'TimeoutError' })
    terraform.outage = 'failing'
    expect((await send('GET', `runs/${run}`)).status).toBe(503)
    await pass(hour)
    terraform.outage = 'none'
    expect(await show(run)).toMatchObject({ status: 'applied' })
  })

  test('tells the same story twice from the same seed', async () => {
    const tell = async () => {
      const { queue, pass, terraform } = setting({ fetches: true, checksPolicies: true })
      await queue({ 'auto-apply': true })
      await queue()
      await pass(hour)
      return terraform.runs().map(({ id, reached }) => [id, ...reached])
    }
    expect(await tell()).toEqual(await tell())
  })
})
