// A watch through the gateway: whatever way its bytes come in pieces, and however it ends.
import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { HttpResponse } from '@smithy/protocol-http'
import fc from 'fast-check'
import { kubernetesGateway, resources, type Watch } from '../../../lambdas/gateways/kubernetes.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'

const types = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'] as const

/** The gateway to a server that answers with this body. */
const gatewayTo = (body: Readable, status = 200) =>
  kubernetesGateway({
    clusterName: 'a-cluster',
    describeCluster: async () => ({ endpoint: 'https://eks.test', certificateAuthority: 'Y2E=', status: 'ACTIVE' }),
    token: async () => 'a-token',
    clock: new VirtualClock(0),
    requestHandler: { handle: async () => ({ response: new HttpResponse({ statusCode: status, headers: {}, body }) }) },
  })

const begun = (body: Readable) => gatewayTo(body).watch({ resource: resources.node }, 8)

async function newsOf(watch: Watch): Promise<number> {
  let news = 0
  while (await watch.next()) news += 1
  return news
}

const event = (type: string, name = 'a') => `${JSON.stringify({ type, object: { metadata: { name } } })}\n`

describe('A watch through the gateway', () => {
  test('tells of changes and deletions, however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...types), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        async (order, sizes) => {
          const bytes = Buffer.from(order.map(type => event(type, 'größe ✓')).join(''))
          const chunks: Buffer[] = []
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1
            chunks.push(bytes.subarray(at, at + size))
            at += size
          }
          const told = order.filter(type => type === 'MODIFIED' || type === 'DELETED')
          expect(await newsOf(await begun(Readable.from(chunks)))).toBe(told.length)
        },
      ),
      { numRuns: 50 },
    ))

  test('ends with an error event, upon which everything may have changed', async () => {
    const body = Readable.from([event('ADDED'), event('ERROR'), event('MODIFIED')])
    expect(await newsOf(await begun(body))).toBe(1)
  })

  test('rejects when the stream breaks off, and not when it was hung up on', async () => {
    const broken = new Readable({ read: () => undefined })
    const watch = await begun(broken)
    const next = watch.next()
    broken.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    await expect(next).rejects.toMatchObject({ code: 'ECONNRESET' })

    const open = new Readable({ read: () => undefined })
    const other = await begun(open)
    const waiting = other.next()
    other.close()
    expect(await waiting).toBe(false)
    expect(open.destroyed).toBe(true)
  })
})
