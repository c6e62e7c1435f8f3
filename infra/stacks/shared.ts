// What all scenarios share: buckets, topics, log groups, the function that takes decisions, the supervisor, roles of services.
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { drillRestoreRole, ownRestoreRole } from '../../domain/restore-role.ts'
import type { Mode } from '../../domain/run.ts'
import { decide } from '../../lambdas/decide/contract.ts'
import { arns } from '../../lambdas/needs.ts'
import type { Use } from '../../lambdas/permissions.ts'
import { articleLink } from '../articles.ts'
import { AccessLogBucket } from '../constructs/access-log-bucket.ts'
import { AlarmTopic } from '../constructs/alarm-topic.ts'
import { ControlBucket } from '../constructs/control-bucket.ts'
import { CopyRole } from '../constructs/copy-role.ts'
import { DrillRestoreRole } from '../constructs/drill-restore-role.ts'
import { EvidenceBucket } from '../constructs/evidence-bucket.ts'
import { RunLogGroup } from '../constructs/log-group.ts'
import { RunTopic } from '../constructs/run-topic.ts'
import { Supervision } from '../constructs/supervision.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import type { FunctionCode } from '../function-code.ts'
import { functionLogGroup } from '../names.ts'

export interface SharedStackProps extends StackProps {
  readonly platform: Platform
  /** Names of the state machines that the supervisor looks after. */
  readonly machines: readonly string[]
  readonly code: FunctionCode
}

/** No machine uses it: people reach it through the control plane, for real runs and drills alike. */
export const DECIDE: Use = { contract: decide, records: false, heeds: false }

export class SharedStack extends Stack {
  constructor(scope: Construct, id: string, { platform, machines, code, ...props }: SharedStackProps) {
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
    new Supervision(this, 'Supervision', {
      platform,
      machines: machines.map(name => arns(platform).stateMachine(name)),
      code,
      logGroup: logGroups.recover,
    })
    new CopyRole(this, 'Copy', platform)
    // A platform may bring a role of its own.
    if (drillRestoreRole(platform) === ownRestoreRole(platform)) new DrillRestoreRole(this, 'DrillRestore', platform)
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
