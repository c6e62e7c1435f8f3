// The alarms about Muster's own work, each with its article and a call to the topic of alarms.
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { OperationsAlarm } from '../../domain/operations-alarms.ts'
import { articleLink, articleNamed } from '../articles.ts'

export interface OperationsAlarmsProps {
  readonly alarms: readonly OperationsAlarm[]
  readonly topic: ITopic
}

export class OperationsAlarms extends Construct {
  readonly alarms: readonly Alarm[]

  constructor(scope: Construct, id: string, { alarms, topic }: OperationsAlarmsProps) {
    super(scope, id)
    const page = new SnsAction(topic)
    this.alarms = alarms.map(each => {
      const alarm = new Alarm(this, each.name, {
        alarmName: each.name,
        alarmDescription: `${each.says} What to do: ${articleLink(articleNamed(each.article))}`,
        metric: metricOf(each),
        threshold: each.above,
        evaluationPeriods: each.periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: MISSING[each.missing],
      })
      alarm.addAlarmAction(page)
      return alarm
    })
  }
}

const MISSING = { breaching: TreatMissingData.BREACHING, notBreaching: TreatMissingData.NOT_BREACHING } as const

/** Also what the dashboard shows. */
const metricOf = ({ namespace, metric, dimensions, statistic, period }: OperationsAlarm): Metric =>
  new Metric({
    namespace,
    metricName: metric,
    dimensionsMap: { ...dimensions },
    statistic,
    period: Duration.seconds(period),
  })
