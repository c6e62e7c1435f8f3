// States.Hash(data, algorithm): the digest in hexadecimal; what is no string is hashed as its JSON text.
import { createHash } from 'node:crypto'
import { type Intrinsic, shortTextOf, takes } from './intrinsic.ts'

const ALGORITHMS = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
])

export const hash: Intrinsic = (args, calling) => {
  takes(args, calling, [2])
  const [data, name] = args
  const algorithm = ALGORITHMS.get(String(name))
  if (algorithm === undefined)
    throw calling.fail(`${JSON.stringify(name)} is none of ${[...ALGORITHMS.keys()].join(', ')}`)
  const text = shortTextOf(typeof data === 'string' ? data : JSON.stringify(data), calling)
  return createHash(algorithm).update(text).digest('hex')
}
