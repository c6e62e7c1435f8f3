// AWS KMS: what a key is. Nothing is encrypted here.
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

export interface FoundKey {
  readonly arn: string
  readonly enabled: boolean
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string
}

export const kms = (environment: Environment) => ({
  /** Undefined when there is no such key in this region: keys are regional. */
  findKey: async (id: string): Promise<FoundKey | undefined> => {
    try {
      const { KeyMetadata } = await clientFor(KMSClient, environment).send(new DescribeKeyCommand({ KeyId: id }))
      return { arn: KeyMetadata?.Arn ?? '', enabled: KeyMetadata?.Enabled ?? false, state: KeyMetadata?.KeyState ?? '' }
    } catch (error) {
      if (nameOf(error) === 'NotFoundException') return undefined
      throw error
    }
  },
})
