// In the primary region only: a function that says into the recovery region, once a minute, that this one lives.
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { type Platform, platformName } from '../../domain/platform.ts'
import { beat } from '../../lambdas/beat/contract.ts'
import { heartbeat } from '../../lambdas/doors.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import type { FunctionCode } from '../function-code.ts'
import { functionLogGroup } from '../names.ts'

export interface HeartbeatStackProps extends StackProps {
  readonly platform: Platform
  readonly code: FunctionCode
}

export class HeartbeatStack extends Stack {
  constructor(scope: Construct, id: string, { platform, code, ...props }: HeartbeatStackProps) {
    super(scope, id, props)
    const { function: beating } = new VerbFunction(this, 'Beat', {
      use: heartbeat,
      platform,
      mode: 'recover',
      code: code(beat.name),
      logGroup: LogGroup.fromLogGroupName(this, 'Logs', functionLogGroup(platform, 'recover')),
    })
    const { recovery, regions } = platform
    new Rule(this, 'EveryMinute', {
      ruleName: `${platformName(platform)}-muster-heartbeat`,
      description: 'The primary region says that it lives. Without it the recovery region calls somebody.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaFunction(beating, {
          event: RuleTargetInput.fromObject({ region: regions.recovery, heartbeat: recovery.evidence.heartbeat }),
          // The next minute says it again.
          retryAttempts: 0,
        }),
      ],
    })
  }
}
