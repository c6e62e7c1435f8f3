// The API of HCP Terraform: tokens, wrong documents, limits on how often, outages, and the same story twice.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hour, setting } from './hcp-terraform-setting.ts'

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
