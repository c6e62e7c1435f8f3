// Credentials as Lambda gives them to a function. Bundles have this in place of the SDK's chain of providers.
import type { AwsCredentialIdentity } from '@smithy/types'

/**
 * The default chain would ask the environment first, too, and then files, single sign-on, other roles and the
 * instance's metadata, none of which a function has: a fifth of a bundle, and of the time to load it.
 * @throws when the role's credentials are not in the environment
 */
export function defaultProvider(): () => Promise<AwsCredentialIdentity> {
  return async () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = process.env
    if (accessKeyId && secretAccessKey) {
      return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) }
    }
    throw new Error('the credentials of the function’s role are not in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
}
