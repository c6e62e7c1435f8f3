// The simulated HTTP API: what functions are sent, and what API Gateway says in their place when they fail or are slow.

import { describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import type { HttpEvent } from '../../../domain/api/http-event.ts'
import { HttpApi } from '../../../sandbox/aws/http-api/index.ts'
import { apiWorld } from '../../lambdas/api-world.ts'

async function open() {
  const { into, functions, settled, clock } = await apiWorld()
  const { cloud, region } = into
  const events: HttpEvent[] = []
  const deploy = (name: string, answer: (event: HttpEvent) => unknown, seconds = 0) =>
    functions.deploy({
      name,
      handler: async event => {
        if (seconds > 0) await clock.sleep(seconds * 1000)
        events.push(event as HttpEvent)
        return answer(event as HttpEvent)
      },
      timeout: 60,
      environment: {} as never,
    })
  const route = (key: string, name: string) => ({ key, function: name, authorization: 'NONE' as const })
  const api = new HttpApi(cloud.surroundings(region), {
    ...{ id: 'open', functions, iam: cloud.iam, latency: () => 0, signatureWindowSeconds: 300 },
    routes: [route('POST /heard', 'heard'), route('GET /things/{id}', 'heard'), route('GET /bad', 'bad')],
  })
  const ask = async (method: string, path: string, given: object = {}) => {
    const request = new HttpRequest({ method, hostname: api.host, path, headers: {}, ...given })
    const { statusCode, headers, body } = await settled(api.handle(request))
    return { statusCode, headers, text: Buffer.from(body as Uint8Array).toString() }
  }
  return { deploy, ask, events, clock }
}

describe('an HTTP API', () => {
  test('sends text as it is, everything else in Base64, and names in lower case', async () => {
    const { deploy, ask, events } = await open()
    deploy('heard', () => ({ statusCode: 204 }))
    await ask('POST', '/heard', { body: 'a=1&b=2', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
    await ask('POST', '/heard', { body: '{"a":1}', headers: { 'Content-Type': 'application/json' } })

    expect(events.map(({ body, isBase64Encoded }) => [body, isBase64Encoded])).toEqual([
      [Buffer.from('a=1&b=2').toString('base64'), true],
      ['{"a":1}', false],
    ])
    expect(events[0]).toMatchObject({
      ...{ version: '2.0', routeKey: 'POST /heard', rawPath: '/heard' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      requestContext: { http: { method: 'POST', path: '/heard' }, stage: '$default' },
    })
    expect(events[0]?.requestContext.authorizer).toBeUndefined()
  })

  test('answers what the function gives: with a status as it says, without one as JSON', async () => {
    const { deploy, ask } = await open()
    deploy('heard', ({ rawPath }) => (rawPath.endsWith('1') ? { all: 'well' } : { statusCode: 418, body: 'short' }))

    expect(await ask('GET', '/things/1')).toMatchObject({ statusCode: 200, text: '{"all":"well"}' })
    expect(await ask('GET', '/things/2')).toMatchObject({ statusCode: 418, text: 'short' })
    for (const [method, path] of [
      ['GET', '/things/'],
      ['GET', '/things/1/2'],
      ['PUT', '/heard'],
    ] as const)
      expect(await ask(method, path)).toMatchObject({ statusCode: 404, text: '{"message":"Not Found"}' })
  })

  test('says 500 for a function that throws, answers nonsense or is not there', async () => {
    const { deploy, ask } = await open()
    expect((await ask('GET', '/bad')).statusCode).toBe(500)
    deploy('bad', () => ({ statusCode: 'fine' }))
    expect((await ask('GET', '/bad')).statusCode).toBe(500)
    deploy('bad', () => {
      throw new Error('broken')
    })
    expect(await ask('GET', '/bad')).toMatchObject({ statusCode: 500, text: '{"message":"Internal Server Error"}' })
  })

  test('lets in twenty a second and forty at once; whoever floods a route that is open to all takes none from another', async () => {
    const { deploy, ask, clock } = await open()
    for (const name of ['heard', 'bad']) deploy(name, () => ({ statusCode: 200 }))
    const statuses = async (path: string, count: number) => {
      const found: number[] = []
      for (let each = 0; each < count; each++) found.push((await ask('GET', path)).statusCode)
      return found
    }
    const flood = await statuses('/bad', 400)
    expect(flood.slice(0, 40)).toEqual(Array(40).fill(200))
    expect(flood.at(-1)).toBe(429)
    expect(await statuses('/things/1', 1)).toEqual([200])
    await clock.run(clock.now() + 1000)
    expect((await statuses('/bad', 21)).slice(0, 20)).toEqual(Array(20).fill(200))
  })

  test('gives up after 30 seconds, while the function goes on', async () => {
    const { deploy, ask, events, clock } = await open()
    deploy('bad', () => ({ statusCode: 200 }), 40)
    const began = clock.now()

    expect(await ask('GET', '/bad')).toMatchObject({ statusCode: 503, text: '{"message":"Service Unavailable"}' })
    expect((clock.now() - began) / 1000).toBeCloseTo(30, 0)
    await clock.run(clock.now() + 30_000)
    expect(events).toHaveLength(1)
  })
})
