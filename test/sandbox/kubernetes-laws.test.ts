// Laws of the simulated Kubernetes that hold whatever an operator does, and its history that follows from its seed.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { resources, rolloutState } from '../../lambdas/gateways/kubernetes.ts'
import { deployments, pods, replicaSets, secrets } from '../../sandbox/kubernetes/kinds.ts'
import { controllerOf } from '../../sandbox/kubernetes/object.ts'
import {
  databaseSecret,
  deploymentOf,
  externalSecret,
  healthy,
  minutes,
  pass,
  pauseArgo,
  platform,
  type Setting,
  secretHost,
  site,
} from './kubernetes-platform.ts'

describe('Laws, whatever an operator does', () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant('scale' as const), replicas: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ kind: fc.constant('restart' as const), minute: fc.integer({ min: 10, max: 59 }) }),
    fc.record({
      kind: fc.constant('secret' as const),
      host: fc.constantFrom('old.cluster', 'new.cluster', 'third.cluster'),
    }),
    fc.record({ kind: fc.constant('sync' as const), stamp: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  )

  test('a container keeps its environment; the Secret changes only by a sync; complete means no old pod beside the terminating', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(deed, { minLength: 1, maxLength: 12 }), async (seed, deeds) => {
        const setup = await healthy(`law ${seed}`)
        await pauseArgo(setup)
        const watched = watchLaws(setup)
        for (const each of deeds) await carryOut(setup, each)
        await pass(setup, minutes(2))
        expect(watched.broken).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  async function carryOut(setup: Setting, each: typeof deed extends fc.Arbitrary<infer D> ? D : never): Promise<void> {
    const { gateway, settle, secrets: manager } = setup
    if (each.kind === 'scale') await settle(gateway.patchScale(resources.deployment, site, each.replicas))
    if (each.kind === 'restart') await settle(gateway.restart(site, `2030-03-04T11:${each.minute}:00Z`))
    if (each.kind === 'secret') manager.set(platform.database.secret, databaseSecret(each.host))
    if (each.kind === 'sync') await settle(gateway.forceSync(externalSecret, each.stamp))
    if (each.kind === 'wait') await pass(setup, each.seconds * 1000)
  }

  function watchLaws(setup: Setting): { readonly broken: string[] } {
    const broken: string[] = []
    const environments = new Map<string, string>()
    let secret = secretHost(setup)
    let syncing = false
    setup.cluster.store.onChange(({ object }) => {
      for (const { name, startedAt, environment } of setup.cluster.readyPods('wordpress', 'wordpress')) {
        const text = JSON.stringify(environment)
        if ((environments.get(`${name} ${startedAt}`) ?? text) !== text) broken.push(`environment of ${name} changed`)
        environments.set(`${name} ${startedAt}`, text)
      }
      if (secretHost(setup) !== secret) syncing = true
      // The operator writes the Secret and then its own status, in one deed.
      if (syncing && object.kind !== 'Secret') {
        if (object.kind !== 'ExternalSecret') broken.push('the Secret changed without a sync')
        secret = secretHost(setup)
        syncing = false
      }
      const deployment = deploymentOf(setup)
      if (rolloutState(deployment).status === 'complete' && settled(setup)) {
        if (oldPods(setup).length > 0) broken.push(`complete with old pods ${oldPods(setup)}`)
      }
    })
    return { broken }
  }

  /** The ReplicaSet controller has seen every pod's present state. */
  const settled = ({ cluster }: Setting) =>
    cluster.store.list(replicaSets, 'wordpress').every(set => {
      const owned = cluster.store.list(pods, 'wordpress').filter(pod => controllerOf(pod)?.uid === set.metadata.uid)
      return (set.status?.replicas ?? 0) === owned.filter(pod => pod.metadata.deletionTimestamp === undefined).length
    })

  const oldPods = (setup: Setting) => {
    const restarted = deploymentOf(setup).spec?.template.metadata?.annotations?.['kubectl.kubernetes.io/restartedAt']
    return setup.cluster.store
      .list(pods, 'wordpress')
      .filter(pod => pod.metadata.labels?.['app.kubernetes.io/name'] === 'wordpress')
      .filter(pod => pod.metadata.deletionTimestamp === undefined)
      .filter(pod => pod.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'] !== restarted)
      .map(pod => pod.metadata.name)
  }

  test('the autoscaler never raises from zero', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 300 }), async (seed, seconds) => {
        const setup = await healthy(`zero ${seed}`)
        await pauseArgo(setup)
        await setup.settle(setup.gateway.patchScale(resources.deployment, site, 1))
        await pass(setup, seconds * 100)
        await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
        await pass(setup, minutes(70))
        expect(deploymentOf(setup).spec?.replicas).toBe(0)
      }),
      { numRuns: 25 },
    )
  })

  test('the same seed gives the same history, another seed another one', async () => {
    const history = async (seed: string) => {
      const setup = await healthy(seed)
      await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
      await pass(setup, minutes(60))
      return JSON.stringify(
        [pods, replicaSets, deployments, secrets].map(kind => setup.cluster.store.list<unknown>(kind)),
      )
    }
    const first = await history('one')
    expect(await history('one')).toBe(first)
    expect(await history('two')).not.toBe(first)
  })
})
