// One service that calls another in the name of a role handed to it, as AWS Backup calls Amazon RDS.
import type { Iam } from './iam/iam.ts'
import { denialMessage } from './iam/verdict.ts'
import { notSimulated } from './not-simulated.ts'
import { AwsError, type Call, type Caller, type Requirement, type Service, type Surroundings } from './service.ts'

/** @returns a call that throws AccessDenied (403) for what the role may not do, and otherwise what the operation throws */
export function inNameOf({ region, accountId }: Surroundings, iam: Iam, service: Service) {
  return (roleArn: string, name: string, input: object): unknown => {
    const operation = service.operations[name]
    if (!operation) throw notSimulated(`${service.signingName}:${name}`)
    const caller = { roleArn, accountId }
    const call: Call = { region, caller, requestId: '', operation: `${service.signingName}:${name}` }
    for (const requirement of operation.needs(input, call)) assertAllowed(iam, caller, requirement)
    return operation.run(input, call)
  }
}

/** @throws AccessDenied (403) */
export function assertAllowed(iam: Iam, caller: Caller, requirement: Requirement): void {
  const verdict = iam.allows(requirement, caller)
  if (!verdict.allowed) throw new AwsError('AccessDenied', denialMessage(verdict, requirement, caller), { status: 403 })
}
