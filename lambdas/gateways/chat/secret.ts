// The signing secret and the bot's token, from one secret of chat's own region; never logged, never put into an error.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { chatSecretName } from '../../../domain/chat/settings.ts'
import { CallRefused } from '../../../domain/errors.ts'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'

export interface ChatSecret {
  readonly signingSecret: string
  readonly botToken: string
}

/** Milliseconds: a secret that was changed is known by then, and most requests need no call for it. */
const FRESH = 5 * 60_000

const kept = new WeakMap<Environment, { readonly until: number; readonly secret: ChatSecret }>()

/** @throws CallRefused when it does not hold both */
export async function chatSecret(environment: Environment): Promise<ChatSecret> {
  const now = environment.clock.now()
  const known = kept.get(environment)
  if (known && known.until > now) return known.secret
  const SecretId = chatSecretName(environment.settings.PLATFORM)
  const { SecretString = '' } = await clientFor(SecretsManagerClient, environment).send(
    new GetSecretValueCommand({ SecretId }),
  )
  const secret = secretIn(SecretString)
  if (!secret) throw new CallRefused(`secret ${SecretId} does not hold a signingSecret and a botToken of Slack`)
  kept.set(environment, { until: now + FRESH, secret })
  return secret
}

function secretIn(text: string): ChatSecret | undefined {
  try {
    const { signingSecret, botToken } = JSON.parse(text) as Partial<Record<keyof ChatSecret, unknown>>
    // An empty signing secret would make everybody's signature a good one.
    if (typeof signingSecret !== 'string' || !/^[\x21-\x7e]{16,128}$/.test(signingSecret)) return undefined
    if (typeof botToken !== 'string' || !/^xoxb-[\w-]{8,}$/.test(botToken)) return undefined
    return { signingSecret, botToken }
  } catch {
    // The parser's own message would quote the secret.
    return undefined
  }
}
