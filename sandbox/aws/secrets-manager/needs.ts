// What IAM must allow for secrets: the action with its condition keys, and the key when it is customer-managed.
import type { Requirement } from '../service.ts'
import { arnOf, lookUp, type State } from './state.ts'

type Context = Readonly<Record<string, string | readonly string[]>>

/** Condition keys as in the Service Authorization Reference, list_awssecretsmanager. */
export function onSecret(state: State, action: string, secretId: string | undefined, more: Context = {}): Requirement {
  const secret = lookUp(state, secretId ?? '')
  const resource = arnOf(state, secretId)
  const tags = Object.entries(secret?.tags ?? {}).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value] as const,
    [`secretsmanager:ResourceTag/${key}`, value] as const,
  ])
  const context = {
    'secretsmanager:SecretId': resource,
    ...(secret?.primaryRegion && { 'secretsmanager:SecretPrimaryRegion': secret.primaryRegion }),
    ...(secret?.rotation && { 'secretsmanager:resource/AllowRotationLambdaArn': secret.rotation.lambdaArn }),
    ...Object.fromEntries(tags),
    ...more,
  }
  return { action: `secretsmanager:${action}`, resource, context }
}

/**
 * Permissions on a customer-managed key, used through Secrets Manager with the secret's ARN as encryption context.
 * Nothing for `aws/secretsmanager`: its policy admits every principal of the account
 * (Secrets Manager user guide, "Secret encryption and decryption").
 */
export function onKey(
  state: State,
  keyArn: string | undefined,
  actions: readonly string[],
  secretArn: string,
): Requirement[] {
  if (keyArn === undefined) return []
  const { region, accountId } = state.surroundings
  const context = {
    'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
    'kms:CallerAccount': accountId,
    'kms:EncryptionContext:SecretARN': secretArn,
  }
  return actions.map(action => ({ action: `kms:${action}`, resource: keyArn, context }))
}

/** Writing a value encrypts it, and decrypts an older one to compare. */
export function toWrite(state: State, secretId: string | undefined, keyArn?: string): Requirement[] {
  const secret = lookUp(state, secretId ?? '')
  return onKey(state, keyArn ?? secret?.keyArn, ['GenerateDataKey', 'Decrypt'], arnOf(state, secretId))
}
