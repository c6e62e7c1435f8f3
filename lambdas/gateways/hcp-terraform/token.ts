// The token for HCP Terraform, from a secret of the function's own region. It is never kept, logged or put into an error.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CallRefused, Missing } from '../../../domain/errors.ts'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'
import { nameOf } from '../errors.ts'

/**
 * The secret's text is the token itself, or a JSON object with it under `token`.
 * @throws Missing, CallRefused when there is no such secret or no token in it
 */
export async function readToken(environment: Environment, secretArn: string): Promise<string> {
  const token = tokenIn(await textOf(environment, secretArn))
  // What else is in there could not stand in a header, and must not be shown.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CallRefused(`secret ${secretArn} does not hold a token of HCP Terraform`)
  return token
}

async function textOf(environment: Environment, SecretId: string): Promise<string> {
  try {
    const { SecretString = '' } = await clientFor(SecretsManagerClient, environment).send(
      new GetSecretValueCommand({ SecretId }),
    )
    return SecretString.trim()
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException')
      throw new Missing(`there is no secret ${SecretId}, or no value in it`)
    throw error
  }
}

function tokenIn(text: string): string {
  if (!text.startsWith('{')) return text
  try {
    const { token } = JSON.parse(text) as { readonly token?: unknown }
    return typeof token === 'string' ? token : ''
  } catch {
    // The parser's own message would quote the secret.
    return ''
  }
}
