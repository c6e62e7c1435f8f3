// Simulated Deployments: how a secret reaches pods, how rollouts end, who undoes a change of scale, and who answers.
import { describe, expect, test } from '@jest/globals'
import { resources, rolloutState } from '../../lambdas/gateways/kubernetes.ts'
import { externalSecrets, pods } from '../../sandbox/kubernetes/kinds.ts'
import {
  application,
  databaseSecret,
  deploymentOf,
  deploymentPath,
  externalSecret,
  healthy,
  hosts,
  minutes,
  pass,
  pauseArgo,
  platform,
  secretHost,
  setting,
  site,
  strategic,
} from './kubernetes-platform.ts'

describe('The database secret reaches pods', () => {
  test('only after a sync and a restart, in this order', async () => {
    const setup = await healthy()
    const { gateway, settle, secrets: manager } = setup
    manager.set(platform.database.secret, databaseSecret('new.cluster'))
    await pass(setup, minutes(20))
    expect([secretHost(setup), hosts(setup)]).toEqual(['old.cluster', Array(3).fill('old.cluster')])
    await settle(gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(15))
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
    expect(hosts(setup)).toEqual(Array(3).fill('old.cluster'))
    await settle(gateway.forceSync(externalSecret, 'run-1'))
    await pass(setup, minutes(2))
    expect([secretHost(setup), hosts(setup)]).toEqual(['new.cluster', Array(3).fill('old.cluster')])
    await settle(gateway.restart(site, '2030-03-04T10:50:00Z'))
    await pass(setup, minutes(15))
    expect(hosts(setup)).toEqual(Array(3).fill('new.cluster'))
  })

  test('by the hourly refresh when nobody forces it', async () => {
    const setup = await healthy()
    setup.secrets.set(platform.database.secret, databaseSecret('new.cluster'))
    await pass(setup, minutes(45))
    expect(secretHost(setup)).toBe('old.cluster')
    await pass(setup, minutes(10))
    expect(secretHost(setup)).toBe('new.cluster')
  })

  test('not while the operator is down or cannot read, and says so in its condition', async () => {
    const setup = await healthy()
    setup.lifecycle.override({ transition: 'eks.secret.forced-sync', outcome: 'never', times: 1 })
    setup.secrets.set(platform.database.secret, databaseSecret('new.cluster'))
    await setup.settle(setup.gateway.forceSync(externalSecret, 'run-1'))
    await pass(setup, minutes(5))
    expect(secretHost(setup)).toBe('old.cluster')
    setup.secrets.set(platform.database.secret, 'not JSON')
    await setup.settle(setup.gateway.forceSync(externalSecret, 'run-2'))
    await pass(setup, minutes(2))
    const condition = () =>
      setup.cluster.store.get(externalSecrets, 'wordpress', 'wordpress-database')?.status?.conditions?.[0]
    expect(condition()).toMatchObject({ type: 'Ready', status: 'False', reason: 'SecretSyncedError' })
    expect(secretHost(setup)).toBe('old.cluster')
    setup.secrets.set(platform.database.secret, databaseSecret('new.cluster'))
    await pass(setup, minutes(10))
    expect([condition()?.status, secretHost(setup)]).toEqual(['True', 'new.cluster'])
  })

  test('and an edit of the copied Secret is put right by the operator', async () => {
    const setup = await healthy()
    const data = { host: Buffer.from('edited').toString('base64') }
    await setup.settle(setup.gateway.patch(resources.secret, externalSecret, { data }))
    expect(secretHost(setup)).toBe('edited')
    await pass(setup, minutes(2))
    expect(secretHost(setup)).toBe('old.cluster')
  })
})

describe('A rollout', () => {
  test('that crashes after a restart ends in ProgressDeadlineExceeded and leaves the old pods serving', async () => {
    const setup = await healthy()
    setup.lifecycle.override({
      transition: 'eks.pod.starting',
      resource: 'wordpress/wordpress-',
      outcome: 'crash-loop',
    })
    await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(5))
    expect(rolloutState(deploymentOf(setup)).status).toBe('progressing')
    await pass(setup, minutes(7))
    expect(rolloutState(deploymentOf(setup)).status).toBe('failed')
    expect(hosts(setup)).toHaveLength(3)
  })

  test('that crashes after a mere change of scale never says that it failed', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(2))
    setup.lifecycle.override({
      transition: 'eks.pod.starting',
      resource: 'wordpress/wordpress-',
      outcome: 'crash-loop',
    })
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 3))
    await pass(setup, minutes(60))
    expect(rolloutState(deploymentOf(setup)).status).toBe('progressing')
  })

  test('is complete at zero replicas before its pods are gone', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    setup.lifecycle.override({ transition: 'eks.pod.terminating', seconds: 25 })
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, 5000)
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
    const remaining = () => setup.settle(setup.gateway.podsOf('wordpress', 'app.kubernetes.io/name=wordpress'))
    expect(await remaining()).toHaveLength(3)
    expect(hosts(setup)).toEqual([])
    await pass(setup, 30_000)
    expect(await remaining()).toEqual([])
  })

  test('of a Recreate Deployment starts no new pod while an old one still terminates', async () => {
    const setup = await healthy()
    setup.lifecycle.override({ transition: 'eks.pod.terminating', resource: 'redis', seconds: 28 })
    await setup.settle(setup.gateway.restart({ namespace: 'wordpress', name: 'redis' }, '2030-03-04T10:30:00Z'))
    const count = () =>
      setup.cluster.store.list(pods, 'wordpress').filter(pod => pod.metadata.name.startsWith('redis')).length
    for (let second = 0; second < 120; second += 5) {
      await pass(setup, 5000)
      expect(count()).toBeLessThanOrEqual(1)
    }
    expect(setup.cluster.readyPods('wordpress', 'redis')).toHaveLength(1)
  })

  test('waits for the probe of the world', async () => {
    let answering = true
    const setup = await healthy('probe', { isReady: () => answering })
    answering = false
    await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(3))
    expect(rolloutState(deploymentOf(setup)).status).toBe('progressing')
    answering = true
    await pass(setup, minutes(7))
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
  })

  test('of pods whose Secret is missing waits with CreateContainerConfigError', async () => {
    const setup = setting('no secret')
    const { seedExample } = await import('../../sandbox/kubernetes/example.ts')
    setup.secrets.clear()
    seedExample(setup.cluster, platform)
    await pass(setup, minutes(3))
    const states = setup.cluster.store
      .list(pods, 'wordpress')
      .map(pod => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason)
    expect(states.filter(each => each === 'CreateContainerConfigError')).toHaveLength(3)
    setup.secrets.set(platform.database.secret, databaseSecret('old.cluster'))
    await pass(setup, minutes(10))
    expect(hosts(setup)).toEqual(Array(3).fill('old.cluster'))
  })
})

describe('What watches over the Deployment', () => {
  test('Argo CD undoes a manual scale, unless its self-heal is paused, and again once it is resumed', async () => {
    const setup = await healthy()
    const { gateway, settle } = setup
    await settle(gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(1))
    expect(deploymentOf(setup).spec?.replicas).toBe(3)
    await pauseArgo(setup)
    await settle(gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(90))
    expect(deploymentOf(setup).spec?.replicas).toBe(0)
    const automated = { spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } } }
    await settle(gateway.patch(resources.application, application, automated))
    await pass(setup, minutes(1))
    expect(deploymentOf(setup).spec?.replicas).toBe(3)
  })

  test('Argo CD leaves alone what Git does not say, and what it was told to ignore', async () => {
    const setup = await healthy()
    const { gateway, settle } = setup
    await settle(gateway.restart(site, '2030-03-04T10:30:00Z'))
    const container = { name: 'wordpress', env: [{ name: 'WP_DEBUG', value: '1' }] }
    await setup.ask('PATCH', deploymentPath, { spec: { template: { spec: { containers: [container] } } } }, strategic)
    await pass(setup, minutes(2))
    expect((await settle(gateway.get(resources.application, application)))?.status?.sync?.status).toBe('Synced')
    expect(deploymentOf(setup).spec?.template.spec?.containers[0]?.env).toHaveLength(6)
    const ignore = [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }]
    await settle(gateway.patch(resources.application, application, { spec: { ignoreDifferences: ignore } }))
    await settle(gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(10))
    expect(deploymentOf(setup).spec?.replicas).toBe(0)
    expect(deploymentOf(setup).spec?.template.metadata?.annotations).toBeDefined()
    // Any other drift starts a sync, and a sync writes ignored fields too.
    await settle(
      gateway.patch(resources.cronJob, { namespace: 'wordpress', name: 'wp-cron' }, { spec: { suspend: true } }),
    )
    await pass(setup, minutes(1))
    expect(deploymentOf(setup).spec?.replicas).toBe(3)
  })

  test('the autoscaler keeps to its bounds, and is switched off at zero', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    const scaleTo = async (replicas: number) => {
      await setup.settle(setup.gateway.patchScale(resources.deployment, site, replicas))
      await pass(setup, minutes(10))
      return deploymentOf(setup).spec?.replicas
    }
    expect([await scaleTo(1), await scaleTo(9), await scaleTo(0)]).toEqual([3, 6, 0])
    const autoscaler = await setup.settle(setup.gateway.get(resources.autoscaler, site))
    expect(autoscaler?.status?.conditions?.[0]).toMatchObject({ type: 'ScalingActive', reason: 'ScalingDisabled' })
  })

  test('the cron job runs on its schedule, not while it is suspended, and catches up only within its deadline', async () => {
    const started: number[] = []
    const setup = await healthy('cron', {
      run: async program => {
        started.push(program.startedAt)
        return { exitCode: 0, seconds: 5 }
      },
    })
    const place = { namespace: 'wordpress', name: 'wp-cron' }
    await pauseArgo(setup)
    await pass(setup, minutes(40))
    expect(started).toHaveLength(3)
    await setup.settle(setup.gateway.patch(resources.cronJob, place, { spec: { suspend: true } }))
    await pass(setup, minutes(70))
    expect(started).toHaveLength(3)
    await setup.settle(setup.gateway.patch(resources.cronJob, place, { spec: { suspend: false } }))
    await pass(setup, minutes(5))
    expect(started).toHaveLength(4)
    await setup.settle(setup.gateway.patch(resources.cronJob, place, { spec: { suspend: true } }))
    await pass(setup, minutes(45))
    await setup.settle(
      setup.gateway.patch(resources.cronJob, place, { spec: { suspend: false, startingDeadlineSeconds: null } }),
    )
    await pass(setup, minutes(2))
    expect(started).toHaveLength(5)
  })
})

describe('The service proxy', () => {
  test('answers from the world, and with 503 when no pod is ready', async () => {
    const setup = await healthy('proxy', {
      serve: async ({ service, port, path }) => ({
        status: 200,
        contentType: 'text/plain',
        body: `${service} ${port} ${path}`,
      }),
    })
    const place = { namespace: 'wordpress', name: 'wordpress', port: 80 }
    expect(await setup.settle(setup.gateway.getFromService(place, '/wp-login.php'))).toBe('wordpress 80 /wp-login.php')
    await pauseArgo(setup)
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(1))
    await expect(setup.settle(setup.gateway.getFromService(place, '/'))).rejects.toMatchObject({ status: 503 })
  })
})
