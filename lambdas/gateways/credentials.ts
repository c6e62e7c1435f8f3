// What secrets hold about database accounts. Values stay in memory: never in results, errors or logs.
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { Missing } from '../../domain/errors.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

export interface FoundSecret {
  readonly arn: string
  /** The service that writes it, such as `rds`; null for an ordinary secret. */
  readonly owner: string | null
  readonly rotated: boolean
}

export function credentials(environment: Environment) {
  const client = () => clientFor(SecretsManagerClient, environment)

  async function find(name: string): Promise<FoundSecret | undefined> {
    try {
      const {
        ARN = '',
        OwningService,
        RotationEnabled,
        DeletedDate,
      } = await client().send(new DescribeSecretCommand({ SecretId: name }))
      return DeletedDate ? undefined : { arn: ARN, owner: OwningService ?? null, rotated: RotationEnabled ?? false }
    } catch (error) {
      if (nameOf(error) === 'ResourceNotFoundException') return undefined
      throw error
    }
  }

  /** @throws Missing when it is no JSON object; the message tells nothing of its value */
  async function read(name: string): Promise<Readonly<Record<string, unknown>>> {
    const { SecretString } = await client().send(new GetSecretValueCommand({ SecretId: name }))
    const value = parsed(SecretString)
    if (!value) throw new Missing(`the secret ${name} does not hold a JSON object with the keys username and password`)
    return value
  }

  return {
    find,
    /** The names of the keys that have a value. */
    keysOf: async (name: string): Promise<readonly string[]> =>
      Object.entries(await read(name)).flatMap(([key, value]) => (value === '' || value === null ? [] : [key])),
    /** @throws Missing without a user name or a password */
    account: async (name: string): Promise<{ readonly username: string; readonly password: string }> => {
      const { username, password } = await read(name)
      if (typeof username === 'string' && typeof password === 'string') return { username, password }
      throw new Missing(`the secret ${name} lacks the keys username and password; both must be texts`)
    },
  }
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    // The parser's message would quote the secret.
    return undefined
  }
}
