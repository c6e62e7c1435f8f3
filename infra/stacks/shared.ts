// What all scenarios share: the buckets, the topics, the log groups, and the function that answers people's decisions.
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { decide } from '../../lambdas/decide/contract.ts'
import type { Use } from '../../lambdas/permissions.ts'
import { articleLink } from '../articles.ts'
import { AccessLogBucket } from '../constructs/access-log-bucket.ts'
import { AlarmTopic } from '../constructs/alarm-topic.ts'
import { ControlBucket } from '../constructs/control-bucket.ts'
import { EvidenceBucket } from '../constructs/evidence-bucket.ts'
import { RunLogGroup } from '../constructs/log-group.ts'
import { RunTopic } from '../constructs/run-topic.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import type { FunctionCode } from '../function-code.ts'
import { functionLogGroup } from '../names.ts'

export interface SharedStackProps extends StackProps {
  readonly platform: Platform
  readonly code: FunctionCode
}

/** No machine uses it: people reach it through the control plane, for real runs and drills alike. */
export const DECIDE: Use = { contract: decide, records: false, heeds: false }

export class SharedStack extends Stack {
  constructor(scope: Construct, id: string, { platform, code, ...props }: SharedStackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    const accessLogs = new AccessLogBucket(this, 'AccessLogs')
    new ControlBucket(this, 'Control', { platform, accessLogs })
    new EvidenceBucket(this, 'Evidence', { platform, accessLogs })
    new RunTopic(this, 'Runs', platform)
    const { topic } = new AlarmTopic(this, 'Alarms', platform)
    const logGroups = {
      recover: new RunLogGroup(this, 'RecoverLogs', { name: functionLogGroup(platform, 'recover') }),
      drill: new RunLogGroup(this, 'DrillLogs', { name: functionLogGroup(platform, 'drill') }),
    } satisfies Record<Mode, RunLogGroup>
    const { function: deciding } = new VerbFunction(this, 'Decide', {
      use: DECIDE,
      platform,
      // A decision is real even where the run is a drill, and the function is named accordingly.
      mode: 'recover',
      code: code(decide.name),
      logGroup: logGroups.recover,
    })
    new Alarm(this, 'DecisionNotRecorded', {
      alarmName: `${deciding.functionName}-a-decision-was-not-recorded`,
      alarmDescription: `A person's decision met an error and a run still waits. What to do: ${articleLink('a-decision-was-not-recorded')}`,
      metric: deciding.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(topic))
  }
}
