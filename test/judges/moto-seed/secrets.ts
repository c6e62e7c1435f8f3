// The platform's secrets, told to moto.
import * as secrets from '@aws-sdk/client-secrets-manager'
import type { World } from '../../../sandbox/world/world.ts'
import { asked, type Seeding } from './asked.ts'

/**
 * Versions keep their names, which requests give, and are made in their order: labels move as they do on AWS. What is
 * a replica in the world is made in its home, and replicated.
 */
export async function seedSecrets({ world, connection }: Seeding): Promise<void> {
  const { secret, masterSecret, readerSecret } = world.platform.database
  const home = world.home?.region.name
  const client = new secrets.SecretsManagerClient({ ...connection, region: home ?? connection.region })
  for (const Name of [secret, masterSecret, readerSecret]) {
    const [first, ...later] = versionsOf(world, Name)
    await client.send(new secrets.CreateSecretCommand({ Name, ...first }))
    for (const version of later) await client.send(new secrets.PutSecretValueCommand({ SecretId: Name, ...version }))
    if (home === undefined) continue
    const AddReplicaRegions = [{ Region: connection.region }]
    await client.send(new secrets.ReplicateSecretToRegionsCommand({ SecretId: Name, AddReplicaRegions }))
  }
}

interface Version {
  readonly ClientRequestToken: string
  readonly SecretString: string | undefined
}

/** Those that carry a label, the previous one before the current one. */
function versionsOf(world: World, SecretId: string): readonly Version[] {
  const { VersionIdsToStages = {} } = asked<secrets.DescribeSecretResponse>(world, 'secrets', 'DescribeSecret', {
    SecretId,
  })
  return Object.entries(VersionIdsToStages)
    .toSorted(([, [a = '']], [, [b = '']]) => b.localeCompare(a))
    .map(([VersionId]) => ({
      ClientRequestToken: VersionId,
      SecretString: asked<secrets.GetSecretValueResponse>(world, 'secrets', 'GetSecretValue', { SecretId, VersionId })
        .SecretString,
    }))
}
