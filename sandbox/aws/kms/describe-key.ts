// kms:DescribeKey: what a key is and whether it can be used. It answers for disabled and dying keys too.
import type { DescribeKeyCommandInput, DescribeKeyResponse, KeyMetadata } from '@aws-sdk/client-kms'
import { parseArn } from '../arn.ts'
import type { Operation } from '../service.ts'
import { findKey, type Key, type Keyring, keyById } from './keys.ts'

/** Service Authorization Reference: on the key, never on its alias, which appears as `kms:RequestAlias`. */
export function describeKey(ring: Keyring): Operation<DescribeKeyCommandInput, DescribeKeyResponse> {
  return {
    needs: (input, call) => {
      const id = input.KeyId ?? ''
      const key = keyById(ring, id)
      const arn = id.startsWith('arn:') ? id : `arn:aws:kms:${ring.region}:${ring.accountId}:key/${id}`
      const alias = /alias\/.+$/.exec(id)?.[0]
      const context = { 'kms:CallerAccount': call.caller.accountId, ...(alias && { 'kms:RequestAlias': alias }) }
      // An alias of nothing and another region's ARN lead to no key to check a permission on: the lookup fails first.
      const foreign = id.startsWith('arn:') && parseArn(id)?.region !== ring.region
      if (!key && (alias || foreign)) return []
      return [{ action: 'kms:DescribeKey', resource: key?.arn ?? arn, context }]
    },
    run: input => ({ KeyMetadata: metadata(findKey(ring, input.KeyId ?? ''), ring.accountId) }),
  }
}

function metadata(key: Key, accountId: string): KeyMetadata {
  return {
    AWSAccountId: accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    ...(key.deletionAt !== undefined && { DeletionDate: new Date(key.deletionAt) }),
    Origin: 'AWS_KMS',
    KeyManager: key.owner,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: key.id.startsWith('mrk-'),
  }
}
