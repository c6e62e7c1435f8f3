// Tokens for a cluster as STS and the authenticator see them, and roles that are assumed.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { SignatureV4 } from '@smithy/signature-v4'
import { Sts } from '../../../sandbox/aws/sts/index.ts'
import { account, ask, needs, refusal, role, start, surroundings } from './calling.ts'

describe('a bearer token', () => {
  const key = { accessKeyId: 'ASIATEST', secretAccessKey: 'secret', sessionToken: 'session/with+signs=' }
  const hash = (secret?: string | ArrayBuffer | ArrayBufferView) => {
    const made = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
    return { update: (data: string) => void made.update(data), digest: async () => new Uint8Array(made.digest()) }
  }
  class Sha256 {
    readonly #made: ReturnType<typeof hash>
    constructor(secret?: string) {
      this.#made = hash(secret)
    }
    update(data: string) {
      this.#made.update(data)
    }
    digest() {
      return this.#made.digest()
    }
    reset() {}
  }

  function world(options: { readonly dark?: string } = {}) {
    const around = surroundings()
    const callerOf = (id: string) => (id === key.accessKeyId ? { roleArn: role, accountId: account } : undefined)
    const reachable = (region: string) => region !== options.dark
    const sts = new Sts(around, {
      callerOf,
      accessKey: () => key,
      reachable,
      assumable: arn => arn.endsWith('/trusting'),
    })
    return { ...around, sts }
  }

  interface Changes {
    readonly clusterName?: string
    readonly hostname?: string
    readonly region?: string
    readonly signedAt?: number
    readonly expiresIn?: number
    readonly query?: Record<string, string>
    readonly headers?: Record<string, string>
    readonly path?: string
    readonly credentials?: typeof key
    readonly edit?: (url: string) => string
  }

  async function token(changes: Changes = {}): Promise<string> {
    const { region = 'us-east-1', hostname = `sts.${region}.amazonaws.com`, clusterName = 'wordpress-prod' } = changes
    const signer = new SignatureV4({
      service: 'sts',
      region,
      credentials: changes.credentials ?? key,
      sha256: Sha256 as never,
    })
    const request = {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: changes.path ?? '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15', ...changes.query },
      headers: changes.headers ?? { host: hostname, 'x-k8s-aws-id': clusterName },
    }
    const unhoistableHeaders = new Set(['x-k8s-aws-id'])
    const { expiresIn = 60, signedAt = start } = changes
    const signed = await signer.presign(request, { signingDate: new Date(signedAt), expiresIn, unhoistableHeaders })
    const query = Object.entries(signed.query ?? {}).map(
      ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
    )
    const url = `https://${hostname}${signed.path}?${query.join('&')}`
    return `k8s-aws-v1.${Buffer.from((changes.edit ?? (text => text))(url)).toString('base64url')}`
  }

  const verify = async (changes: Changes = {}, clusterName = 'wordpress-prod') =>
    world().sts.verifyToken(await token(changes), clusterName)

  test('signed by the real signer for this cluster is the role', async () => {
    expect(await verify()).toMatchObject({ roleArn: role, accountId: account })
    expect(await verify({ clusterName: 'other' }, 'other')).toMatchObject({ roleArn: role })
    expect(await verify({}, 'other')).toEqual({ refused: expect.stringContaining('error from AWS') })
    expect(await verify({ region: 'us-west-2' })).toMatchObject({ roleArn: role })
    expect(await verify({ hostname: 'sts.amazonaws.com' })).toMatchObject({ roleArn: role })
  })

  test('is refused for each reason the authenticator knows', async () => {
    const cases: readonly (readonly [Changes, string])[] = [
      [{ clusterName: 'other' }, 'error from AWS'],
      [{ credentials: { ...key, secretAccessKey: 'stolen' } }, 'error from AWS'],
      [{ credentials: { ...key, accessKeyId: 'ASIAOTHER' } }, 'error from AWS'],
      [{ region: 'us-west-2', hostname: 'sts.us-east-1.amazonaws.com' }, 'error from AWS'],
      [{ signedAt: start + 6 * 60_000 }, 'error from AWS'],
      [{ query: { Version: '2010-01-01' } }, 'error from AWS'],
      [{ headers: { host: 'sts.us-east-1.amazonaws.com' } }, 'did not sign the x-k8s-aws-id header'],
      [{ query: { 'x-amz-user-agent': 'aws-sdk' } }, 'non-whitelisted query parameter'],
      [{ query: { 'X-Amz-Content-Sha256': 'x' } }, 'non-whitelisted query parameter'],
      [{ query: { Action: 'AssumeRole' } }, 'unexpected action'],
      [{ path: '/x' }, 'unexpected path'],
      [{ expiresIn: 901 }, 'invalid X-Amz-Expires'],
      [{ hostname: 'sts.example.com' }, 'unexpected hostname'],
      [{ edit: url => url.replace('https', 'http') }, 'unexpected scheme'],
      [{ edit: url => `${url}&Action=GetCallerIdentity` }, 'multiple values'],
      [{ edit: url => url.replace(/X-Amz-Date=[^&]*/, 'X-Amz-Date=now') }, 'error parsing X-Amz-Date'],
      [{ edit: url => `${url}${'#'.repeat(4096)}` }, 'too large'],
    ]
    for (const [changes, reason] of cases) {
      expect(await verify(changes)).toEqual({ refused: expect.stringContaining(reason) })
    }
  })

  test('is refused with padding, without prefix, and where STS is dark', async () => {
    const { sts } = world({ dark: 'us-east-1' })
    const good = await token()
    expect(sts.verifyToken(good, 'wordpress-prod')).toEqual({ refused: expect.stringContaining('did not answer') })
    expect(sts.verifyToken(`${good}=`, 'wordpress-prod')).toEqual({ refused: expect.stringContaining('padding') })
    expect(sts.verifyToken(good.slice(1), 'wordpress-prod')).toEqual({ refused: expect.stringContaining('prefix') })
  })

  test('lives fifteen minutes, whatever its expiry says', async () => {
    const { sts, clock } = world()
    const made = await token({ expiresIn: 1 })
    await clock.run(start + 15 * 60_000)
    expect(sts.verifyToken(made, 'wordpress-prod')).toMatchObject({ roleArn: role })
    await clock.run(start + 15 * 60_000 + 1)
    expect(sts.verifyToken(made, 'wordpress-prod')).toEqual({ refused: expect.stringContaining('expired') })
  })

  test('comes from a role that STS names as a session, and other roles are assumed for an hour at most', () => {
    const { service } = world().sts
    expect(ask(service, 'GetCallerIdentity', {}).Arn).toBe(`arn:aws:sts::${account}:assumed-role/muster-test/muster`)
    expect(needs(service, 'GetCallerIdentity', {})).toEqual([])
    const trusting = { RoleArn: `arn:aws:iam::${account}:role/trusting`, RoleSessionName: 'drill' }
    const assumed = ask(service, 'AssumeRole', trusting)
    expect(assumed.Credentials).toMatchObject({ AccessKeyId: key.accessKeyId, Expiration: new Date(start + 3_600_000) })
    expect(needs(service, 'AssumeRole', trusting)[0]).toMatchObject({
      action: 'sts:AssumeRole',
      resource: trusting.RoleArn,
    })
    expect(refusal(service, 'AssumeRole', { ...trusting, RoleArn: role })).toBe('AccessDenied')
    expect(refusal(service, 'AssumeRole', { ...trusting, DurationSeconds: 7200 })).toBe('ValidationError')
    expect(refusal(service, 'AssumeRole', { ...trusting, RoleSessionName: 'two words' })).toBe('ValidationError')
  })
})
