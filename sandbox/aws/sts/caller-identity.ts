// sts:GetCallerIdentity, which nothing can forbid, and how the identity of a role's session is written.
import { createHash } from 'node:crypto'
import type { GetCallerIdentityCommandInput, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { roleName } from '../arn.ts'
import type { Caller, Operation } from '../service.ts'

/** Needs no permission, not even against an explicit deny (STS API reference). */
export function getCallerIdentity(): Operation<GetCallerIdentityCommandInput, GetCallerIdentityResponse> {
  return {
    needs: () => [],
    run: (_, call) => ({
      Account: call.caller.accountId,
      Arn: sessionArn(call.caller, 'muster'),
      UserId: `${roleId(call.caller.roleArn)}:muster`,
    }),
  }
}

/** The session's ARN, not the role's: without the role's path, and not what access entries are made for. */
export function sessionArn(caller: Caller, session: string): string {
  return `arn:aws:sts::${caller.accountId}:assumed-role/${roleName(caller.roleArn)}/${session}`
}

export function roleId(roleArn: string): string {
  return `AROA${createHash('sha256').update(roleArn).digest('hex').slice(0, 17).toUpperCase()}`
}
