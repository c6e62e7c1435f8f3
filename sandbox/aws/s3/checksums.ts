// ETags and checksums. An ETag is the MD5 of the body only where KMS does not encrypt it.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { refuse } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import type { Encryption } from './buckets.ts'

/** With SSE-KMS an opaque tag, another at each write: comparing it with an MD5 fails, as on AWS (API reference, Object). */
export function etagOf(body: Uint8Array, encryption: Encryption, write: string): string {
  const hash = createHash('md5').update(body)
  if (encryption.algorithm === 'aws:kms') hash.update(write)
  return `"${hash.digest('hex')}"`
}

interface Given {
  readonly ContentMD5?: string | undefined
  readonly ChecksumCRC32?: string | undefined
  readonly ChecksumSHA1?: string | undefined
  readonly ChecksumSHA256?: string | undefined
}

/** @throws BadDigest when a checksum that came with the body is not the body's */
export function checksumsOf(body: Uint8Array, given: Given): Record<string, string> {
  refuse('s3:PutObject', given, ['ChecksumCRC32C', 'ChecksumCRC64NVME'])
  const computed = {
    ContentMD5: () => createHash('md5').update(body).digest('base64'),
    ChecksumCRC32: () => crc32Text(body),
    ChecksumSHA1: () => createHash('sha1').update(body).digest('base64'),
    ChecksumSHA256: () => createHash('sha256').update(body).digest('base64'),
  }
  const kept: Record<string, string> = {}
  for (const [name, compute] of Object.entries(computed) as [keyof Given, () => string][]) {
    const value = given[name]
    if (value === undefined) continue
    if (value !== compute())
      throw new AwsError('BadDigest', `The ${name} you specified did not match what we received.`)
    if (name !== 'ContentMD5') kept[name] = value
  }
  return kept
}

function crc32Text(body: Uint8Array): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}
