// What a shell must export so that the AWS CLI and the SDKs speak to the sandbox, and to nothing else.
import type { Identity } from './roles.ts'

interface Connecting {
  readonly identity: Identity
  readonly url: string
  readonly region: string
}

/** Any secret would do, since signatures are not verified here; the access key and the session token say who calls. */
export function environmentOf({ identity, url, region }: Connecting): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = identity.key
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // The SDKs and newer CLIs read it; CLIs before 2.13 and 1.29 need --endpoint-url.
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
}

export function environmentText(connecting: Connecting): string {
  return Object.entries(environmentOf(connecting))
    .map(([name, value]) => `export ${name}=${value === '' ? "''" : value}\n`)
    .join('')
}
