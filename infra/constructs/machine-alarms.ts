// Three alarms for a machine, each with the article of the operator's book that says what to do.
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { type Article, articleLink } from '../articles.ts'
import { alarmTopicArn } from '../names.ts'

export interface MachineAlarmsProps {
  readonly machine: StateMachine
  readonly name: string
  readonly mode: Mode
  readonly platform: Platform
}

/** A run ends once, so one event in one minute is enough. */
const ONCE = { period: Duration.minutes(1), statistic: 'Sum' } as const

const KINDS: readonly { id: string; article: Article; says: string; metric: (machine: StateMachine) => Metric }[] = [
  {
    id: 'Failed',
    article: 'a-run-failed',
    says: 'a run ended as Refused, RolledBack, RollbackIncomplete or Held',
    metric: machine => machine.metricFailed(ONCE),
  },
  {
    id: 'TimedOut',
    article: 'a-run-timed-out',
    says: 'a run reached the limit of its machine and undid nothing',
    metric: machine => machine.metricTimedOut(ONCE),
  },
  {
    id: 'Aborted',
    article: 'a-run-was-stopped',
    says: 'a run was stopped from outside and undid nothing',
    metric: machine => machine.metricAborted(ONCE),
  },
]

const TOUCHES: Readonly<Record<Mode, string>> = {
  recover: 'Production may be affected.',
  drill: 'A drill does not touch production; what it made may be left over and cost money.',
}

export class MachineAlarms extends Construct {
  constructor(scope: Construct, id: string, { machine, name, mode, platform }: MachineAlarmsProps) {
    super(scope, id)
    const page = new SnsAction(Topic.fromTopicArn(this, 'Topic', alarmTopicArn(platform)))
    for (const kind of KINDS) {
      new Alarm(this, kind.id, {
        alarmName: `${name}-${kind.article}`,
        alarmDescription: `${name}: ${kind.says}. ${TOUCHES[mode]} What to do: ${articleLink(kind.article)}`,
        metric: kind.metric(machine),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // No runs, no data: that is the healthy state.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(page)
    }
  }
}
