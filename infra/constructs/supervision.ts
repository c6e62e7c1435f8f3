// The supervisor: hears of executions that ended badly, looks for them every five minutes, and has them unwound.
import { Duration } from 'aws-cdk-lib'
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { type Platform, platformName } from '../../domain/platform.ts'
import type { Use } from '../../lambdas/permissions.ts'
import { supervise } from '../../lambdas/supervise/contract.ts'
import type { FunctionCode } from '../function-code.ts'
import { VerbFunction } from './verb-function.ts'

export const SUPERVISE: Use = { contract: supervise, records: false, heeds: false }

export interface SupervisionProps {
  readonly platform: Platform
  /** ARNs of the state machines that are looked after. */
  readonly machines: readonly string[]
  readonly code: FunctionCode
  readonly logGroup: ILogGroup
}

/** An event that is lost costs five minutes: there is no queue behind it. */
export class Supervision extends Construct {
  constructor(scope: Construct, id: string, { platform, machines, code, logGroup }: SupervisionProps) {
    super(scope, id)
    const { function: supervising } = new VerbFunction(this, 'Supervise', {
      use: SUPERVISE,
      platform,
      // It unwinds drills as well; what the machine may do then is the machine's.
      mode: 'recover',
      code: code(supervise.name),
      logGroup,
    })
    const name = (what: string) => `${platformName(platform)}-muster-${what}`
    const asked = (execution: string | null) => ({ execution, machines, topic: platform.muster.topic })
    new Rule(this, 'Ended', {
      ruleName: name('execution-ended-badly'),
      description: 'An execution of a Muster machine ended otherwise than well; its own endings are left alone.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: machines },
      },
      targets: [
        new LambdaFunction(supervising, { event: sent(asked(EventField.fromPath('$.detail.executionArn'))), ...TRIES }),
      ],
    })
    new Rule(this, 'Look', {
      ruleName: name('look-for-stopped-runs'),
      description: 'Finds runs whose end no event told of.',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(supervising, { event: sent(asked(null)), retryAttempts: 0 })],
    })
  }
}

const TRIES = { retryAttempts: 2, maxEventAge: Duration.minutes(15) }

/** What a state machine would send it. */
const sent = (input: object): RuleTargetInput =>
  RuleTargetInput.fromObject({
    run: {
      id: 'supervisor',
      scenario: 'none',
      mode: 'recover',
      startedAt: EventField.time,
      executionArn: 'none',
    },
    step: 'supervise',
    input,
  })
