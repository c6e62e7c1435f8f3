// The token with which handlers enter a cluster is a signed request that no other cluster takes.
import { describe, expect, test } from '@jest/globals'
import { eksToken } from '../../../lambdas/gateways/eks-token.ts'
import { kubernetesGateway, resources } from '../../../lambdas/gateways/kubernetes.ts'
import { verifyToken } from '../../../sandbox/aws/sts/verify-token.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { minutes, setting, start } from '../../sandbox/kubernetes-platform.ts'

describe('The bearer token', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/muster-recover'
  const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example+secret/key', sessionToken: 'session+token/=' }
  const caller = { roleArn, accountId: '111122223333' }
  const judged = (token: string, now: number, clusterName = 'wordpress-prod') =>
    verifyToken({
      ...{ token, clusterName, now, accessKey: () => keys },
      callerOf: id => (id === keys.accessKeyId ? caller : undefined),
    })
  const tokens = (clock: VirtualClock, credentials = keys) =>
    eksToken({ clusterName: 'wordpress-prod', region: 'us-east-1', credentials, clock })
  const urlIn = (token: string) => new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString())
  const withUrl = (url: URL) => `k8s-aws-v1.${Buffer.from(url.href).toString('base64url')}`

  test('is a presigned request for this cluster, and is accepted as such', async () => {
    const clock = new VirtualClock(start)
    const token = await tokens(clock)()
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/)
    const { hostname, pathname, searchParams } = urlIn(token)
    expect([hostname, pathname]).toEqual(['sts.us-east-1.amazonaws.com', '/'])
    expect(Object.fromEntries(searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
      'X-Amz-Expires': '60',
      'X-Amz-Date': '20300304T100000Z',
    })
    expect(judged(token, clock.now())).toMatchObject(caller)
  })

  test('is kept for fourteen minutes, and good for fifteen', async () => {
    const clock = new VirtualClock(start)
    const next = tokens(clock)
    const first = await next()
    await clock.run(start + minutes(13.9))
    expect(await next()).toBe(first)
    await clock.run(start + minutes(14))
    expect(await next()).not.toBe(first)
    expect(judged(first, start + minutes(15))).toMatchObject(caller)
    expect(judged(first, start + minutes(15) + 1)).toMatchObject({ refused: expect.stringContaining('expired') })
  })

  test('is refused by another cluster, for an unknown key, and when anything is added to what was signed', async () => {
    const clock = new VirtualClock(start)
    const token = await tokens(clock)()
    const stranger = await tokens(clock, { ...keys, accessKeyId: 'AKIASTRANGER' })()
    const more = urlIn(token)
    more.searchParams.set('x-amz-user-agent', 'aws-sdk-js')
    const refused = (reason: string) => ({ refused: expect.stringContaining(reason) })
    expect(judged(token, start, 'another-cluster')).toEqual(refused('403'))
    expect(judged(stranger, start)).toEqual(refused('403'))
    expect(judged(withUrl(more), start)).toEqual(refused('x-amz-user-agent'))
  })

  test('opens the simulated cluster, from end to end', async () => {
    const authenticate = (token: string) => {
      const verdict = judged(token, start)
      return 'refused' in verdict ? { reason: verdict.refused } : verdict
    }
    const { cluster, clock, settle } = setting('token', { authenticate, groupsOf: () => ['system:masters'] })
    const gateway = kubernetesGateway({
      clusterName: 'wordpress-prod',
      describeCluster: async () => ({ endpoint: 'https://eks.test', certificateAuthority: 'Y2E=' }),
      token: tokens(clock),
      clock,
      requestHandler: cluster,
    })
    expect(await settle(gateway.list(resources.namespace, {}))).toEqual([])
  })

  test('is signed anew when signing failed', async () => {
    const clock = new VirtualClock(start)
    let tries = 0
    const credentials = async () => {
      tries += 1
      if (tries === 1) throw new Error('no credentials yet')
      return keys
    }
    const next = eksToken({ clusterName: 'wordpress-prod', region: 'us-east-1', credentials, clock })
    await expect(next()).rejects.toThrow('no credentials yet')
    expect(judged(await next(), start)).toMatchObject(caller)
  })
})
