// Simulated Jobs run programs of the world, and simulated volumes bind to claims, each as the real ones do.
import { describe, expect, test } from '@jest/globals'
import { resources, rolloutState } from '../../lambdas/gateways/kubernetes.ts'
import {
  deploymentOf,
  deploymentPath,
  healthy,
  jsonPatch,
  merge,
  minutes,
  pass,
  pauseArgo,
  type Setting,
  site,
  strategic,
} from './kubernetes-platform.ts'

describe('A Job', () => {
  const job = (spec: object = {}) => ({
    metadata: { name: 'copy', namespace: 'wordpress' },
    spec: {
      backoffLimit: 1,
      template: {
        spec: { restartPolicy: 'Never', containers: [{ name: 'copy', image: 'rsync', command: ['rsync'] }] },
      },
      ...spec,
    },
  })
  const place = { namespace: 'wordpress', name: 'copy' }
  const endOf = async (setup: Setting) => {
    const found = await setup.settle(setup.gateway.get(resources.job, place))
    return found?.status?.conditions?.map(({ type, reason }) => [type, reason])
  }

  test('runs its program in the world and is complete when that ends well', async () => {
    const ran: string[][] = []
    const setup = await healthy('job', {
      run: async program => {
        ran.push([program.job, ...program.command])
        return { exitCode: 0, seconds: 90, message: 'copied 3 files' }
      },
    })
    await setup.settle(setup.gateway.create(resources.job, job() as never))
    await pass(setup, 60_000)
    expect(await endOf(setup)).toBeUndefined()
    await pass(setup, minutes(3))
    expect(await endOf(setup)).toEqual([
      ['SuccessCriteriaMet', undefined],
      ['Complete', undefined],
    ])
    expect(ran).toContainEqual(['copy', 'rsync'])
    const [pod] = await setup.settle(setup.gateway.podsOf('wordpress', 'job-name=copy'))
    expect(pod?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 0,
      message: 'copied 3 files',
    })
  })

  test('leaves a pod that goes at once when it is deleted, as it has ended; one that runs is given its time', async () => {
    const pods = (setup: Setting) => setup.settle(setup.gateway.podsOf('wordpress', 'job-name=copy'))
    const removedAfter = async (seconds: number) => {
      const setup = await healthy('ended', { run: async () => ({ exitCode: 0, seconds }) })
      await setup.settle(setup.gateway.create(resources.job, job() as never))
      await pass(setup, minutes(2))
      expect(await pods(setup)).toHaveLength(1)
      await setup.ask('DELETE', '/apis/batch/v1/namespaces/wordpress/jobs/copy?propagationPolicy=Background')
      await pass(setup, 1000)
      return (await pods(setup)).length === 0
    }
    expect(await removedAfter(10)).toBe(true)
    expect(await removedAfter(3600)).toBe(false)
  })

  test('fails at its limit of tries, or of time', async () => {
    const tries = await healthy('tries', { run: async () => ({ exitCode: 23, seconds: 5 }) })
    await tries.settle(tries.gateway.create(resources.job, job() as never))
    await pass(tries, minutes(10))
    expect((await endOf(tries))?.at(-1)).toEqual(['Failed', 'BackoffLimitExceeded'])
    const time = await healthy('time', { run: async () => ({ exitCode: 0, seconds: 3600 }) })
    await time.settle(time.gateway.create(resources.job, job({ activeDeadlineSeconds: 120 }) as never))
    await pass(time, minutes(3))
    expect((await endOf(time))?.at(-1)).toEqual(['Failed', 'DeadlineExceeded'])
  })
})

describe('Volumes', () => {
  const volume = (name: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      csi: { driver: 'efs.csi.aws.com', volumeHandle: 'fs-1' },
      ...more,
    },
  })
  const claim = (more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'content' },
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      resources: { requests: { storage: '5Gi' } },
      ...more,
    },
  })
  const volumes = '/api/v1/persistentvolumes'
  const claims = '/api/v1/namespaces/wordpress/persistentvolumeclaims'
  const phase = async ({ ask }: Setting, path: string) => (await ask('GET', path)).body.status.phase

  test('keep their source for life', async () => {
    const { ask } = await healthy()
    await ask('POST', volumes, volume('old'))
    const moved = { spec: { csi: { volumeHandle: 'fs-2' } } }
    const { status, body } = await ask('PATCH', `${volumes}/old`, moved, merge)
    expect([status, body.message]).toEqual([422, expect.stringContaining('is immutable after creation')])
    const policy = { spec: { persistentVolumeReclaimPolicy: 'Delete' } }
    expect((await ask('PATCH', `${volumes}/old`, policy, merge)).status).toBe(200)
  })

  test('stay Released after their claim is gone, until the claim reference is removed', async () => {
    const setup = await healthy()
    const { ask } = setup
    await ask('POST', volumes, volume('kept'))
    await ask('POST', claims, claim())
    await pass(setup, minutes(1))
    expect([await phase(setup, `${volumes}/kept`), await phase(setup, `${claims}/content`)]).toEqual(['Bound', 'Bound'])
    const narrowed = await ask('PATCH', `${claims}/content`, { spec: { volumeName: 'other' } }, merge)
    expect(narrowed.status).toBe(422)
    await ask('DELETE', `${claims}/content`)
    await pass(setup, minutes(1))
    expect(await phase(setup, `${volumes}/kept`)).toBe('Released')
    await ask('POST', claims, claim({ volumeName: 'kept' }))
    await pass(setup, minutes(5))
    expect(await phase(setup, `${claims}/content`)).toBe('Pending')
    await ask('PATCH', `${volumes}/kept`, [{ op: 'remove', path: '/spec/claimRef' }], jsonPatch)
    await pass(setup, minutes(1))
    expect(await phase(setup, `${claims}/content`)).toBe('Bound')
  })

  test('do not bind to a claim of another class, size or mode, or to the wrong one', async () => {
    const setup = await healthy()
    const { ask } = setup
    await ask('POST', volumes, volume('class', { storageClassName: 'efs' }))
    await ask('POST', volumes, volume('small', { capacity: { storage: '1Gi' } }))
    await ask('POST', volumes, volume('mode', { accessModes: ['ReadWriteOnce'] }))
    await ask('POST', volumes, volume('reserved', { claimRef: { namespace: 'wordpress', name: 'another' } }))
    await ask('POST', claims, claim())
    await pass(setup, minutes(5))
    expect(await phase(setup, `${claims}/content`)).toBe('Pending')
    await ask('POST', volumes, volume('meant', { claimRef: { namespace: 'wordpress', name: 'content' } }))
    await pass(setup, minutes(1))
    expect((await ask('GET', `${claims}/content`)).body.spec.volumeName).toBe('meant')
  })

  test('a claim in use does not go; one with policy Delete takes the only copy along', async () => {
    const deleted: string[] = []
    const setup = await healthy('volumes', { volumeDeleted: each => void deleted.push(each.metadata.name) })
    const { ask } = setup
    await pauseArgo(setup)
    await ask('POST', volumes, volume('precious', { persistentVolumeReclaimPolicy: 'Delete' }))
    await ask('POST', claims, claim())
    const mount = {
      spec: {
        template: {
          spec: {
            volumes: [{ name: 'content', persistentVolumeClaim: { claimName: 'content' } }],
            containers: [{ name: 'wordpress', volumeMounts: [{ name: 'content', mountPath: '/var/www' }] }],
          },
        },
      },
    }
    expect((await ask('PATCH', deploymentPath, mount, strategic)).status).toBe(200)
    await pass(setup, minutes(15))
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
    await ask('DELETE', `${claims}/content`)
    await pass(setup, minutes(5))
    expect([(await ask('GET', `${claims}/content`)).status, deleted]).toEqual([200, []])
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(3))
    expect([(await ask('GET', `${claims}/content`)).status, deleted]).toEqual([404, ['precious']])
  })
})
