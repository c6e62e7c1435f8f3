// Secrets Manager with one secret, for its tests.
import { SecretsManager } from '../../../sandbox/aws/secrets-manager/index.ts'
import { ask, refusal, surroundings } from './calling.ts'

export const name = 'wordpress-prod/database'
export const token = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

export function world(options: ConstructorParameters<typeof SecretsManager>[1] = {}) {
  const around = surroundings()
  const secrets = new SecretsManager(around, options)
  const arn = secrets.seed({ name, value: JSON.stringify({ host: 'old', port: 3306, password: 'first' }) })
  const put = (value: string, number: number, more = {}) =>
    ask(secrets.service, 'PutSecretValue', {
      SecretId: name,
      SecretString: value,
      ClientRequestToken: token(number),
      ...more,
    })
  const stages = () => ask(secrets.service, 'DescribeSecret', { SecretId: name }).VersionIdsToStages
  const refused = (operation: string, input: object) =>
    refusal(secrets.service, operation, { SecretId: name, ...input })
  return { ...around, secrets, service: secrets.service, arn, put, stages, refused }
}
