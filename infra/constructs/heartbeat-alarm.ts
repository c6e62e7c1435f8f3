// Rings in the recovery region when nothing was heard from the primary region for some minutes.
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { type Platform, platformName } from '../../domain/platform.ts'
import { articleLink } from '../articles.ts'

export interface HeartbeatAlarmProps {
  readonly platform: Platform
  readonly topic: ITopic
}

/** Minutes. One beat may be lost, and a schedule may be late; three in a row are no accident. */
const SILENT = 3

export class HeartbeatAlarm extends Construct {
  constructor(scope: Construct, id: string, { platform, topic }: HeartbeatAlarmProps) {
    super(scope, id)
    const { namespace, metric: metricName } = platform.recovery.evidence.heartbeat
    new Alarm(this, 'Alarm', {
      alarmName: `${platformName(platform)}-the-primary-region-is-silent`,
      alarmDescription: `No heartbeat from ${platform.regions.recovery} for ${SILENT} minutes. What to do: ${articleLink('the-primary-region-is-silent')}`,
      metric: new Metric({ namespace, metricName, statistic: Stats.SAMPLE_COUNT, period: Duration.minutes(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: SILENT,
      treatMissingData: TreatMissingData.BREACHING,
    }).addAlarmAction(new SnsAction(topic))
  }
}
