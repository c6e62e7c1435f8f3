// What requests are signed with: our SHA-256 gives what Node's gives, and a function's credentials are its role's.
import { createHash, createHmac } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { defaultProvider } from '../../../lambdas/gateways/function-credentials.ts'
import { Sha256 } from '../../../lambdas/gateways/sha256.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const parts = fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 })

describe('SHA-256', () => {
  test('hashes what it is given in parts', async () => {
    await fc.assert(
      fc.asyncProperty(parts, async given => {
        const hash = new Sha256()
        for (const part of given) hash.update(part)

        expect(hex(await hash.digest())).toBe(createHash('sha256').update(Buffer.concat(given)).digest('hex'))
      }),
    )
  })

  test('takes a secret as text, bytes or a buffer, and begins anew after a reset', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), parts, async (secret, given) => {
        const wanted = createHmac('sha256', secret).update(Buffer.concat(given)).digest('hex')
        for (const form of [secret, Buffer.from(secret), secret.slice().buffer]) {
          const hash = new Sha256(form)
          hash.update(new Uint8Array([1, 2, 3]))
          hash.reset()
          for (const part of given) hash.update(part)

          expect(hex(await hash.digest())).toBe(wanted)
        }
      }),
    )
    const hash = new Sha256('a secret')
    expect(hex(await hash.digest())).toBe(createHmac('sha256', 'a secret').digest('hex'))
  })
})

describe('credentials of a function', () => {
  const before = { ...process.env }
  afterEach(() => {
    process.env = { ...before }
  })

  test('are the ones that Lambda puts into its environment', async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'hidden',
      AWS_SESSION_TOKEN: 'token',
    })

    expect(await defaultProvider()()).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 'hidden', sessionToken: 'token' })
  })

  test('are missed by name where there are none', async () => {
    delete process.env.AWS_ACCESS_KEY_ID

    await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID')
  })
})
