// sts:AssumeRole: the caller must be allowed to, and the role must trust the caller.
import type { AssumeRoleCommandInput, AssumeRoleResponse } from '@aws-sdk/client-sts'
import { parseArn } from '../arn.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Surroundings } from '../service.ts'
import { roleId, sessionArn } from './caller-identity.ts'
import type { Options } from './index.ts'

const unsimulated = [
  'Policy',
  'PolicyArns',
  'Tags',
  'SourceIdentity',
  'TransitiveTagKeys',
  'SerialNumber',
  'TokenCode',
  'ProvidedContexts',
]

/**
 * Sessions are of the role's own access key and do not expire in the sandbox; `Expiration` is as AWS would set it.
 *
 * @throws AccessDenied (403) when the role is missing or does not trust the caller: AWS does not say which
 */
export function assumeRole(
  { clock }: Surroundings,
  options: Options,
): Operation<AssumeRoleCommandInput, AssumeRoleResponse> {
  return {
    needs: input => {
      const context = {
        'sts:RoleSessionName': input.RoleSessionName ?? '',
        ...(input.ExternalId && { 'sts:ExternalId': input.ExternalId }),
      }
      return [{ action: 'sts:AssumeRole', resource: input.RoleArn ?? '*', context }]
    },
    run: (input, call) => {
      refuse('sts:AssumeRole', input, unsimulated)
      const { RoleArn: roleArn = '', RoleSessionName: session = '', DurationSeconds: seconds = 3600 } = input
      check(session, seconds)
      if (!options.assumable?.(roleArn, call.caller)) throw denied(sessionArn(call.caller, 'muster'), roleArn)
      const { accessKeyId, secretAccessKey, sessionToken } = options.accessKey(roleArn)
      const Expiration = new Date(clock.now() + seconds * 1000)
      const role = { roleArn, accountId: parseArn(roleArn)?.accountId ?? '' }
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration,
        },
        AssumedRoleUser: { AssumedRoleId: `${roleId(roleArn)}:${session}`, Arn: sessionArn(role, session) },
      }
    },
  }
}

/** Every caller here is a role already, so this is role chaining, which lasts an hour at most (IAM user guide). */
function check(session: string, seconds: number): void {
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw invalid(`the session name "${session}"`)
  if (seconds < 900 || seconds > 43_200) throw invalid(`a duration of ${seconds} seconds`)
  if (seconds <= 3600) return
  const rule = 'exceeds the 1 hour session limit for roles assumed by role chaining'
  throw new AwsError('ValidationError', `The requested DurationSeconds ${rule}.`)
}

function invalid(what: string): AwsError {
  return new AwsError('ValidationError', `1 validation error detected: ${what} does not satisfy its constraint`)
}

function denied(user: string, roleArn: string): AwsError {
  const message = `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`
  return new AwsError('AccessDenied', message, { status: 403 })
}
