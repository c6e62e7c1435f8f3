// How visitors are sent to the recovery region without any control plane: an alarm on our flag, and a health check on it.
import { CfnOutput, Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { type Platform, platformName } from '../../domain/platform.ts'
import { articleLink } from '../articles.ts'

export interface FlagProps {
  readonly platform: Platform
  readonly traffic: Extract<Platform['recovery']['traffic'], { readonly by: 'flag' }>
  readonly topic: ITopic
}

/**
 * Route 53 reads the alarm's metric from its own data plane, never the alarm's state (Route 53 developer guide, "How
 * Route 53 determines the status of health checks that monitor CloudWatch alarms"). Nobody need put the flag again and
 * again: without new numbers the check keeps its last status, and so does the alarm.
 */
export class Flag extends Construct {
  constructor(scope: Construct, id: string, { platform, traffic, topic }: FlagProps) {
    super(scope, id)
    const { namespace, metric: metricName } = traffic.flag
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: traffic.alarm,
      alarmDescription: `Visitors are sent to ${platform.regions.primary}. What to do: ${articleLink('the-flag-is-up')}`,
      metric: new Metric({ namespace, metricName, statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE,
    })
    alarm.addAlarmAction(new SnsAction(topic))
    const check = new CfnHealthCheck(this, 'Check', {
      healthCheckConfig: {
        type: 'CLOUDWATCH_METRIC',
        alarmIdentifier: { name: traffic.alarm, region: platform.regions.primary },
        insufficientDataHealthStatus: 'LastKnownStatus',
      },
      healthCheckTags: [{ key: 'Name', value: `${platformName(platform)}-primary-serves` }],
    })
    // It reads the alarm as it is when the check is made.
    check.node.addDependency(alarm)
    new CfnOutput(this, 'HealthCheckId', {
      value: check.ref,
      description: 'The only health check of the primary failover record of the site (docs/recovery-region.md)',
    })
  }
}
