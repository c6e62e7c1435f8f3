// A log group that outlives its stack, because it tells what a run did.
import { RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup, type LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

export class RunLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, props: Pick<LogGroupProps, 'retention'> & { readonly name: string }) {
    const { name, ...overrides } = props
    super(scope, id, {
      // As long as Step Functions keeps the histories of executions: 90 days.
      retention: RetentionDays.THREE_MONTHS,
      ...overrides,
      logGroupName: name,
      // Kept when the stack goes; not kept when its first creation fails, or the next attempt would meet the name.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    })
  }
}
