// KMS keys and the four ways of naming one: id, ARN, alias, alias ARN.
import { parseArn } from '../arn.ts'
import type { Statement } from '../iam/iam.ts'
import { AwsError } from '../service.ts'

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

export interface Key {
  readonly id: string
  readonly arn: string
  readonly description: string
  readonly aliases: readonly string[]
  state: KeyState
  readonly policy: readonly Statement[]
  readonly owner: 'AWS' | 'CUSTOMER'
  readonly createdAt: number
  deletionAt?: number | undefined
}

export interface Keyring {
  readonly region: string
  readonly accountId: string
  readonly keys: Key[]
}

/** Undefined when no such key is in this region and account. */
export function keyById(ring: Keyring, keyId: string): Key | undefined {
  const arn = keyId.startsWith('arn:') ? parseArn(keyId) : undefined
  if (keyId.startsWith('arn:') && arn?.service !== 'kms') return undefined
  if (arn && (arn.region !== ring.region || arn.accountId !== ring.accountId)) return undefined
  const name = arn?.resource ?? (keyId.startsWith('alias/') ? keyId : `key/${keyId}`)
  return ring.keys.find(key => `key/${key.id}` === name || key.aliases.includes(name))
}

/**
 * @throws NotFoundException (400) for a missing key, a missing alias and an ARN of another region;
 * InvalidArnException for text that begins like an ARN and is none.
 */
export function findKey(ring: Keyring, keyId: string): Key {
  const found = keyById(ring, keyId)
  if (found) return found
  if (!keyId.startsWith('arn:')) {
    const arn = `arn:aws:kms:${ring.region}:${ring.accountId}:${keyId.startsWith('alias/') ? keyId : `key/${keyId}`}`
    throw missing(arn)
  }
  const arn = parseArn(keyId)
  if (arn?.service !== 'kms' || !/^(key|alias)\/./.test(arn.resource)) {
    throw new AwsError('InvalidArnException', `${keyId} is not a valid key ARN`)
  }
  if (arn.region !== ring.region) throw new AwsError('NotFoundException', `Invalid arn ${arn.region}`)
  throw missing(keyId)
}

function missing(arn: string): AwsError {
  const what = arn.includes(':alias/') ? 'Alias' : 'Key'
  return new AwsError('NotFoundException', `${what} ${arn} is not found`)
}
