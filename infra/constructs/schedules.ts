// Scheduled drills: a schedule for each scenario, the role in whose name they call, and a queue for what came to nothing.

import { Duration, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { doorNamed } from '../../domain/deployed-names.ts'
import { type DrillSchedule, drillSchedules, scheduledRequest } from '../../domain/drill-schedule.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { functionArn } from '../names.ts'
import { allowing, policyOf } from '../policy.ts'

export interface SchedulesProps {
  readonly platform: Platform
  /** Names of all scenarios, in the order of the list: a scenario's place gives its standard time. */
  readonly scenarios: readonly string[]
  /** Names of those that are drilled in this region; all when absent. */
  readonly here?: readonly string[]
}

/** Hours for which Scheduler tries: a drill that begins half a day late still proves what it is for. */
const TRIES_FOR = Duration.hours(12)

export class Schedules extends Construct {
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { platform, scenarios, here = scenarios }: SchedulesProps) {
    super(scope, id)
    this.deadLetters = new Queue(this, 'NotStarted', {
      queueName: `${platformName(platform)}-drills-not-started`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    const starting = functionArn(platform, doorNamed(platformName(platform), 'start-run'))
    const role = new Role(this, 'Role', {
      description: 'Muster: lets EventBridge Scheduler start drills, and nothing else',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': platform.account } },
      }),
      inlinePolicies: {
        start: policyOf([
          allowing(['lambda:InvokeFunction'], [starting]),
          allowing(['sqs:SendMessage'], [this.deadLetters.queueArn]),
        ]),
      },
    })
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself the queue for what could not be delivered.',
    })
    for (const each of drillSchedules(platform, scenarios).filter(({ scenario }) => here.includes(scenario)))
      new CfnSchedule(this, each.scenario, scheduleOf(each, { starting, role, queue: this.deadLetters }))
  }
}

interface Around {
  readonly starting: string
  readonly role: Role
  readonly queue: Queue
}

const scheduleOf = (schedule: DrillSchedule, { starting, role, queue }: Around) => ({
  name: schedule.name,
  description: `Drill of ${schedule.scenario}: isolated, and tidied up after`,
  scheduleExpression: schedule.expression,
  scheduleExpressionTimezone: schedule.timeZone,
  state: schedule.paused ? 'DISABLED' : 'ENABLED',
  flexibleTimeWindow:
    schedule.flexibleMinutes === 0
      ? { mode: 'OFF' }
      : { mode: 'FLEXIBLE', maximumWindowInMinutes: schedule.flexibleMinutes },
  target: {
    arn: starting,
    roleArn: role.roleArn,
    input: JSON.stringify(scheduledRequest(schedule)),
    retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: TRIES_FOR.toSeconds() },
    deadLetterConfig: { arn: queue.queueArn },
  },
})
