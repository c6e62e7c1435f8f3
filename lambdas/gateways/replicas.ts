// Secrets that are replicas of another region's: looked at, promoted here, and replicated again from there.
import {
  DescribeSecretCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  StopReplicationToReplicaCommand,
} from '@aws-sdk/client-secrets-manager'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'
import { inRegion } from './in-region.ts'

export function replicas(environment: Environment) {
  const client = () => clientFor(SecretsManagerClient, environment)
  const { region } = environment
  return {
    /** Undefined when there is no such secret here. `replicaOf` is a region; null for a secret of its own. */
    async find(SecretId: string): Promise<{ readonly replicaOf: string | null } | undefined> {
      try {
        const { PrimaryRegion } = await client().send(new DescribeSecretCommand({ SecretId }))
        return { replicaOf: PrimaryRegion !== undefined && PrimaryRegion !== region ? PrimaryRegion : null }
      } catch (error) {
        if (nameOf(error) === 'ResourceNotFoundException') return undefined
        throw error
      }
    },

    /** @returns false when an earlier attempt, whose answer was lost, has done it */
    async promote(SecretId: string): Promise<boolean> {
      try {
        await client().send(new StopReplicationToReplicaCommand({ SecretId }))
        return true
      } catch (error) {
        if (nameOf(error) !== 'InvalidRequestException') throw error
        if ((await this.find(SecretId))?.replicaOf === null) return false
        throw error
      }
    },

    /** What stands here under the name is replaced by what the other region holds. One try for each call. */
    async replicate(from: string, SecretId: string): Promise<object> {
      const there = clientFor(SecretsManagerClient, inRegion(environment, from))
      const AddReplicaRegions = [{ Region: region }]
      const ask = () =>
        there.send(
          new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions, ForceOverwriteReplicaSecret: true }),
        )
      try {
        return await ask()
      } catch (error) {
        // A primary that was silent when its replica was promoted goes on listing it.
        if (nameOf(error) !== 'InvalidParameterException') throw error
        await there.send(new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: [region] }))
        return await ask()
      }
    },
  }
}
