// Policies of roles, written out: nothing unlisted is granted, and each wildcard is acknowledged with its reason.
import { Validations } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IConstruct } from 'constructs'
import type { Statement } from '../lambdas/permissions.ts'

export const policyOf = (statements: readonly Statement[]): PolicyDocument =>
  new PolicyDocument({ minimize: false, statements: statements.map(each => PolicyStatement.fromJson(each)) })

export const allowing = (Action: readonly string[], Resource: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
})

/** Acknowledges AwsSolutions-IAM5 for exactly the wildcards in these statements. */
export function acknowledgeWildcards(role: IConstruct, statements: readonly Statement[], reason: string): void {
  const wild = new Set(statements.flatMap(({ Resource }) => Resource.filter(arn => arn.includes('*'))))
  for (const arn of wild) Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${arn}]`, reason })
}

/** What X-Ray's daemon inside a function needs. The Service Authorization Reference gives these no resource level. */
export const TRACING: Statement = allowing(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*'])
