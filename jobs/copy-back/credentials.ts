// Who the pod is to AWS: the role of its service account, by either of the two ways in which EKS hands one out.
import { readFile } from 'node:fs/promises'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * EKS Pod Identity (an address and a token in a file) or IAM roles for service accounts (a token for STS).
 * @throws Error when the environment has neither, or when AWS refuses the token
 */
export async function credentialsOf(environment: Environment, region: string): Promise<Credentials> {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: address, AWS_ROLE_ARN: role } = environment
  if (address) return podIdentity(address, environment.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ?? '')
  if (role) return webIdentity(role, environment.AWS_WEB_IDENTITY_TOKEN_FILE ?? '', region)
  throw new Error('the service account of this pod has no AWS role')
}

async function podIdentity(address: string, tokenFile: string): Promise<Credentials> {
  const authorization = (await readFile(tokenFile, 'utf8')).trim()
  const answer = await fetch(address, { headers: { authorization }, signal: AbortSignal.timeout(10_000) })
  if (!answer.ok) throw new Error(`EKS Pod Identity answered ${answer.status}`)
  const { AccessKeyId, SecretAccessKey, Token } = (await answer.json()) as Record<string, string>
  return complete(AccessKeyId, SecretAccessKey, Token)
}

/** The one call to STS that is not signed. */
async function webIdentity(role: string, tokenFile: string, region: string): Promise<Credentials> {
  const token = (await readFile(tokenFile, 'utf8')).trim()
  const body = new URLSearchParams({
    ...{ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: role },
    ...{ RoleSessionName: 'muster-copy-back', WebIdentityToken: token },
  })
  const answer = await fetch(`https://sts.${region}.amazonaws.com/`, {
    ...{ method: 'POST', body, headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) },
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`STS answered ${answer.status}: ${/"Code":"(\w+)"/.exec(text)?.[1] ?? ''}`)
  const field = (name: string) => new RegExp(`"${name}":"([^"]+)"`).exec(text)?.[1]
  return complete(field('AccessKeyId'), field('SecretAccessKey'), field('SessionToken'))
}

function complete(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): Credentials {
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error('AWS gave incomplete credentials')
  return { accessKeyId, secretAccessKey, sessionToken }
}
