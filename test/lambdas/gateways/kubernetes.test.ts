// Handlers reach Kubernetes through a gateway that survives a bad network and names what was refused.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { changeAsSeen } from '../../../lambdas/gateways/kubernetes/as-seen.ts'
import { type Deployment, kubernetesGateway, resources, rolloutState } from '../../../lambdas/gateways/kubernetes.ts'
import type { ApiCall, ApiFault, ApiTrace } from '../../../sandbox/kubernetes/cluster.ts'
import {
  administrator,
  application,
  externalSecret,
  gatewayTo,
  healthy,
  minutes,
  pass,
  site,
} from '../../sandbox/kubernetes-platform.ts'

const { deployment } = resources
const draft = (name: string, data: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'wordpress' },
  data,
})

/** The platform with faults put in the way of its API, one for each call in turn. */
async function troubled(...faults: (ApiFault | undefined)[]) {
  const traces: ApiTrace[] = []
  const calls: ApiCall[] = []
  const setup = await healthy('troubled', {
    trace: entry => traces.push(entry),
    fault: call => {
      calls.push(call)
      return faults.shift()
    },
  })
  return { ...setup, traces, calls }
}

describe('Reading', () => {
  test('an absent object is undefined, a present one is whole', async () => {
    const { gateway, settle } = await healthy()
    expect(await settle(gateway.get(deployment, { ...site, name: 'nobody' }))).toBeUndefined()
    expect(await settle(gateway.get(deployment, site))).toMatchObject({ kind: 'Deployment', spec: { replicas: 3 } })
    expect(await settle(gateway.readSecret({ ...externalSecret, name: 'nothing' }))).toBeUndefined()
    expect(await settle(gateway.readSecret(externalSecret))).toMatchObject({ host: 'old.cluster', port: '3306' })
  })

  test('a list is complete although the server gives it in pages', async () => {
    const { gateway, settle, traces } = await troubled()
    const names = Array.from({ length: 260 }, (_, index) => `map-${index}`)
    for (const name of names) await settle(gateway.create(resources.configMap, draft(name)))
    traces.length = 0
    const found = await settle(gateway.list(resources.configMap, { namespace: 'wordpress' }))
    expect(found.map(each => each.metadata.name).sort()).toEqual(names.sort())
    expect(traces.map(each => each.verb)).toEqual(['list', 'list'])
  })

  test('the scale of nothing is undefined, and zero is zero although the JSON leaves it out', async () => {
    const setup = await healthy()
    const { gateway, settle } = setup
    expect(await settle(gateway.getScale(deployment, { ...site, name: 'nobody' }))).toBeUndefined()
    await settle(gateway.patch(resources.application, application, { spec: { syncPolicy: { automated: null } } }))
    expect(await settle(gateway.patchScale(deployment, site, 0))).toMatchObject({ replicas: 0, current: 3 })
    await pass(setup, minutes(1))
    const selector = 'app.kubernetes.io/name=wordpress'
    expect(await settle(gateway.getScale(deployment, site))).toMatchObject({ replicas: 0, current: 0, selector })
  })
})

describe('Writing', () => {
  test('setting the same scale again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 4 }), async (replicas, times) => {
        const { gateway, settle } = await healthy()
        const versions = new Set<string | undefined>()
        for (let time = 0; time < times; time++) {
          expect(await settle(gateway.patchScale(deployment, site, replicas))).toMatchObject({ replicas })
          versions.add((await settle(gateway.get(deployment, site)))?.metadata.resourceVersion)
        }
        expect(versions.size).toBe(1)
      }),
      { numRuns: 20 },
    )
  })

  test('a count is changed only as it was seen: what came between is looked at again, and what comes late is refused', async () => {
    const { gateway, settle } = await healthy()
    const versions: string[] = []
    const changed = changeAsSeen(
      () => gateway.getScale(deployment, site),
      async ({ replicas, version }) => {
        // Between the first look and the patch somebody else has wanted five.
        if (versions.push(version) === 1) await gateway.patchScale(deployment, site, 5)
        const body = { metadata: { resourceVersion: version }, spec: { replicas: replicas + 1 } }
        return gateway.patch(deployment, site, body)
      },
    )
    expect(await settle(changed)).toMatchObject({ replicas: 3 })
    expect(await settle(gateway.getScale(deployment, site))).toMatchObject({ replicas: 6 })
    const [version] = versions
    const late = gateway.patch(deployment, site, { metadata: { resourceVersion: version }, spec: { replicas: 0 } })
    await expect(settle(late)).rejects.toMatchObject({ name: 'KubernetesConflict' })
    expect(await settle(gateway.rescale(deployment, { ...site, name: 'nobody' }, () => 0))).toBeUndefined()
  })

  test('a restart at the same instant happens once', async () => {
    const setup = await healthy()
    const restart = () => setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    const first = await restart()
    await pass(setup, minutes(15))
    const pods = setup.cluster.readyPods('wordpress', 'wordpress')
    expect((await restart())?.metadata.generation).toBe(first?.metadata.generation)
    await pass(setup, minutes(15))
    expect(setup.cluster.readyPods('wordpress', 'wordpress')).toEqual(pods)
  })

  test('what exists already is found, not made twice, also when only the answer was lost', async () => {
    const { gateway, settle } = await troubled(undefined, undefined, undefined, { kind: 'lost' })
    const { configMap } = resources
    expect(await settle(gateway.create(configMap, draft('note', { a: '1' })))).toMatchObject({ created: true })
    const again = await settle(gateway.create(configMap, draft('note', { a: '2' })))
    expect([again.created, again.object.data]).toEqual([false, { a: '1' }])
    const lost = await settle(gateway.create(configMap, draft('lost', { b: '1' })))
    expect([lost.created, lost.object.data]).toEqual([false, { b: '1' }])
    const nowhere = { metadata: { name: 'a', namespace: 'nowhere' } }
    await expect(settle(gateway.create(configMap, nowhere))).rejects.toMatchObject({
      name: 'KubernetesInvalid',
      status: 404,
    })
  })

  test('deleting tells what is gone from what is still going', async () => {
    const { gateway, settle } = await healthy()
    const place = { namespace: 'wordpress', name: 'note' }
    expect(await settle(gateway.delete(resources.configMap, place))).toBe('gone')
    const { object } = await settle(gateway.create(resources.configMap, draft('note')))
    await expect(settle(gateway.delete(resources.configMap, place, { uid: 'another' }))).rejects.toMatchObject({
      name: 'KubernetesConflict',
    })
    expect(await settle(gateway.delete(resources.configMap, place, { uid: object.metadata.uid }))).toBe('gone')
    const [pod] = await settle(gateway.podsOf('wordpress', 'app.kubernetes.io/name=redis'))
    const podPlace = { namespace: 'wordpress', name: pod?.metadata.name ?? '' }
    expect(await settle(gateway.delete(resources.pod, podPlace))).toBe('deleting')
  })

  test('a patch that does not fit is named with its fields', async () => {
    const { gateway, settle } = await healthy()
    const selector = { spec: { selector: { matchLabels: { app: 'other' } } } }
    const asked = { verb: 'patch', resource: 'deployments', namespace: 'wordpress', name: 'wordpress' }
    await expect(settle(gateway.patch(deployment, site, selector))).rejects.toMatchObject({
      name: 'KubernetesInvalid',
      asked,
      causes: [{ field: 'spec.selector' }],
    })
    const steps = [{ op: 'test', path: '/spec/replicas', value: 9 }] as const
    await expect(settle(gateway.jsonPatch(deployment, site, steps))).rejects.toMatchObject({ status: 422 })
  })
})

describe('On a bad day', () => {
  const busy: ApiFault = { kind: 'refused', status: 429, retryAfter: 7 }

  test('a throttled call waits as long as it is told, on the clock', async () => {
    const { gateway, settle, clock, calls } = await troubled(busy, busy)
    const before = clock.now()
    expect(await settle(gateway.get(deployment, site))).toBeDefined()
    expect([calls.length, clock.now() - before]).toEqual([3, 14_000])
  })

  test('three failures are reported as unavailable, with what was asked', async () => {
    const down: ApiFault = { kind: 'refused', status: 503 }
    const { gateway, settle, calls } = await troubled(down, down, down)
    await expect(settle(gateway.patchScale(deployment, site, 0))).rejects.toMatchObject({
      name: 'KubernetesUnavailable',
      status: 503,
      asked: { verb: 'patch', resource: 'deployments/scale', namespace: 'wordpress', name: 'wordpress' },
    })
    expect(calls).toHaveLength(3)
  })

  test('a silent server costs ten seconds a try', async () => {
    const silent: ApiFault = { kind: 'timeout' }
    const { gateway, settle, clock } = await troubled(silent, silent, silent)
    const before = clock.now()
    await expect(settle(gateway.get(deployment, site))).rejects.toMatchObject({ name: 'KubernetesUnavailable' })
    const waited = clock.now() - before
    expect(waited).toBeGreaterThanOrEqual(30_000)
    expect(waited).toBeLessThan(31_000)
  })

  test('a refusal is not repeated', async () => {
    const calls: string[] = []
    const { cluster, clock, settle } = await healthy('refused', { fault: call => void calls.push(call.verb) })
    const stranger = gatewayTo(cluster, clock, 'arn:aws:iam::111122223333:role/stranger')
    await expect(settle(stranger.get(deployment, site))).rejects.toMatchObject({
      name: 'KubernetesForbidden',
      asked: { verb: 'get', resource: 'deployments' },
      message: expect.stringContaining(
        'cannot get resource "deployments" in API group "apps" in the namespace "wordpress"',
      ),
    })
    expect(calls).toEqual(['get'])
    const nobody = gatewayTo(cluster, clock, 'no token')
    await expect(settle(nobody.get(deployment, site))).rejects.toMatchObject({
      name: 'KubernetesUnauthorized',
      status: 401,
    })
  })

  test('the address of the cluster is asked once in fifteen minutes, and again when there was none yet', async () => {
    const { cluster, clock, settle } = await healthy()
    let asked = 0
    const gateway = kubernetesGateway({
      clusterName: 'wordpress-prod',
      describeCluster: async () => {
        asked += 1
        return asked === 1
          ? { status: 'CREATING' }
          : { status: 'ACTIVE', endpoint: 'https://eks.test', certificateAuthority: 'Y2E=' }
      },
      token: async () => administrator,
      clock,
      requestHandler: cluster,
    })
    await expect(settle(gateway.get(deployment, site))).rejects.toMatchObject({
      name: 'KubernetesUnavailable',
      message: expect.stringContaining('CREATING'),
    })
    for (const minute of [0, 5, 9]) {
      await clock.run(clock.now() + minutes(minute))
      await settle(gateway.get(deployment, site))
    }
    expect(asked).toBe(2)
    await clock.run(clock.now() + minutes(2))
    await settle(gateway.get(deployment, site))
    expect(asked).toBe(3)
  })
})

describe('A rollout', () => {
  const of = (status: Partial<Deployment['status']>, replicas = 3, generation = 2) =>
    rolloutState({ metadata: { generation }, spec: { replicas }, status } as Deployment).status
  const whole = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 }

  test('is complete only when observed, updated, alone and available', () => {
    expect(of(whole)).toBe('complete')
    expect(of({ ...whole, observedGeneration: 1 })).toBe('progressing')
    expect(of({ ...whole, updatedReplicas: 2 })).toBe('progressing')
    expect(of({ ...whole, replicas: 4 })).toBe('progressing')
    expect(of({ ...whole, availableReplicas: 2 })).toBe('progressing')
    expect(of({ ...whole, replicas: 4, updatedReplicas: 4, availableReplicas: 4 })).toBe('progressing')
    expect(of({ observedGeneration: 2 }, 0)).toBe('complete')
  })

  test('has failed when its deadline passed, but not by an earlier generation', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }]
    expect(of({ ...whole, availableReplicas: 0, conditions })).toBe('failed')
    expect(of({ ...whole, observedGeneration: 1, conditions })).toBe('progressing')
  })
})
