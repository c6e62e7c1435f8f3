// Watches tell what happens from when they begin, each change once, and end when they are told to.
import type { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import fc from 'fast-check'
import { resources } from '../../lambdas/gateways/kubernetes.ts'
import { seedGrant } from '../../sandbox/kubernetes/example.ts'
import { administrator, externalSecret, healthy, minutes, pass, type Setting, site } from './kubernetes-platform.ts'

const DEPLOYMENTS = '/apis/apps/v1/namespaces/wordpress/deployments'
const MAPS = '/api/v1/namespaces/wordpress/configmaps'
const { configMap, deployment } = resources

interface Told {
  readonly type: string
  readonly object: { readonly metadata: { readonly name: string }; readonly code?: number; readonly reason?: string }
}

/** Everything that is told, as it is told. */
async function watch({ cluster }: Setting, path: string, query: Record<string, string> = {}) {
  const { response } = await cluster.handle(
    new HttpRequest({
      method: 'GET',
      path,
      query: { watch: 'true', ...query },
      headers: { authorization: `Bearer ${administrator}` },
    }),
  )
  const told: Told[] = []
  const body = response.body as Readable
  const state = { told, status: response.statusCode, ended: false, hangUp: () => body.destroy() }
  body.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line !== '') told.push(JSON.parse(line))
  })
  body.on('end', () => {
    state.ended = true
  })
  return state
}

const types = (told: readonly Told[]) => told.map(({ type }) => type)

describe('A watch', () => {
  test('of one name begins with it, tells what becomes of it, and nothing of its neighbours', async () => {
    const setup = await healthy()
    const seen = await watch(setup, DEPLOYMENTS, { fieldSelector: 'metadata.name=wordpress' })
    await pass(setup, 1000)
    expect(types(seen.told)).toEqual(['ADDED'])
    await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(10))
    expect(new Set(types(seen.told.slice(1)))).toEqual(new Set(['MODIFIED']))
    expect(new Set(seen.told.map(({ object }) => object.metadata.name))).toEqual(new Set(['wordpress']))
  })

  test('ends after the seconds that it was asked for, also when nothing happened', async () => {
    const setup = await healthy()
    const seen = await watch(setup, MAPS, { timeoutSeconds: '8' })
    await pass(setup, 7900)
    expect(seen.ended).toBe(false)
    await pass(setup, 200)
    expect(seen.ended).toBe(true)
  })

  test('costs nothing any more when its caller has hung up', async () => {
    const setup = await healthy()
    const seen = await watch(setup, DEPLOYMENTS)
    await pass(setup, 100)
    const before = seen.told.length
    seen.hangUp()
    await pass(setup, 100)
    await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(1))
    expect(seen.told).toHaveLength(before)
  })

  test('from a version that is too old says 410 as its only event, and ends', async () => {
    const setup = await healthy()
    const place = { namespace: 'wordpress', name: 'note' }
    await setup.settle(setup.gateway.create(configMap, { metadata: place }))
    for (let round = 0; round < 2100; round++)
      await setup.settle(setup.gateway.patch(configMap, place, { data: { round: String(round) } }))
    const seen = await watch(setup, MAPS, { resourceVersion: '2' })
    await pass(setup, 100)
    expect(seen).toMatchObject({
      status: 200,
      ended: true,
      told: [{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }],
    })
  })

  test('is refused without the verb, and by name allowed only of the name that the role has', async () => {
    const role = 'arn:aws:iam::111122223333:role/watcher'
    const setup = await healthy('roles', { role })
    const rule = (verbs: readonly string[]) => ({
      ...{ apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['wordpress'], verbs },
    })
    seedGrant(setup.cluster, 'looks', { group: 'group-of-watcher', namespace: 'wordpress', rules: [rule(['get'])] })
    const begin = (name?: string) =>
      setup.settle(setup.gateway.watch({ resource: deployment, namespace: 'wordpress', ...(name && { name }) }, 8))
    await expect(begin('wordpress')).rejects.toMatchObject({ name: 'KubernetesForbidden', asked: { verb: 'watch' } })
    seedGrant(setup.cluster, 'watches', { group: 'group-of-watcher', namespace: 'wordpress', rules: [rule(['watch'])] })
    ;(await begin('wordpress')).close()
    await expect(begin('memcached')).rejects.toMatchObject({ name: 'KubernetesForbidden' })
    await expect(begin()).rejects.toMatchObject({ name: 'KubernetesForbidden' })
  })
})

test('Whatever is done meanwhile, a watch that goes on where another ended has missed nothing', async () => {
  const deeds = fc.array(fc.constantFrom('create', 'change', 'delete', 'elsewhere'), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(deeds, fc.nat(11), async (order, cut) => {
      const setup = await healthy()
      const { gateway, settle } = setup
      const since = String(setup.cluster.store.version)
      const whole = await watch(setup, MAPS, { resourceVersion: since })
      const place = { namespace: 'wordpress', name: 'note' }
      const parts: Told[][] = []
      const first = await watch(setup, MAPS, { resourceVersion: since })
      let version = since
      for (const [index, deed] of order.entries()) {
        if (deed === 'create') await settle(gateway.create(configMap, { metadata: place }))
        if (deed === 'change') await settle(gateway.patch(configMap, place, { data: { index: String(index) } }))
        if (deed === 'delete') await settle(gateway.delete(configMap, place))
        if (deed === 'elsewhere') await settle(gateway.forceSync(externalSecret, String(index)))
        if (index !== cut) continue
        version = String(setup.cluster.store.version)
        await pass(setup, 100)
        first.hangUp()
        parts.push(first.told)
      }
      const rest = parts.length === 0 ? first : await watch(setup, MAPS, { resourceVersion: version })
      await pass(setup, 100)
      expect([...parts.flat(), ...rest.told]).toEqual(whole.told)
    }),
    { numRuns: 25 },
  )
})
