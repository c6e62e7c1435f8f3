// $hash(text, algorithm): the digest in hexadecimal.
import { createHash } from 'node:crypto'
import { type ExtraFunction, fault } from './definition.ts'

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

export const hash: ExtraFunction = {
  name: 'hash',
  signature: '<ss:s>',
  implementation(text: string, algorithm: string) {
    const known = ALGORITHMS[algorithm]
    if (known === undefined) throw fault('D3141', `Unknown algorithm: ${algorithm}`)
    return createHash(known).update(text).digest('hex')
  },
}
