// What goes on without anybody: drills on schedule, reactions to events, a look after runs every five minutes, and its alarms.
import { Stack, type StackProps } from 'aws-cdk-lib'
import { Alarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { chatAlarms, operationsAlarms } from '../../domain/operations-alarms.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { machinesOf, runsAt } from '../../domain/watchfulness.ts'
import { doors } from '../../lambdas/doors.ts'
import type { Use } from '../../lambdas/permissions.ts'
import { EventForward } from '../constructs/event-forward.ts'
import { EventRules } from '../constructs/event-rules.ts'
import { OperationsAlarms } from '../constructs/operations-alarms.ts'
import { OperationsDashboard } from '../constructs/operations-dashboard.ts'
import { Schedules } from '../constructs/schedules.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import { type ControlRegion, chatHostedIn } from '../control-regions.ts'
import type { FunctionCode } from '../function-code.ts'
import { alarmTopicArn, functionLogGroup } from '../names.ts'

export interface OperationsStackProps extends StackProps {
  readonly region: ControlRegion
  /** Names of all scenarios, in the order of their list. */
  readonly all: readonly string[]
  readonly code: FunctionCode
}

/** Doors that schedules and events call. Those that people call come with the API. */
const CALLED = ['start-run', 'on-event', 'look-after-runs']
export const CALLED_DOORS: readonly Use[] = doors.filter(({ contract }) => CALLED.includes(contract.name))

export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { region, all, code, ...props }: OperationsStackProps) {
    super(scope, id, props)
    const { platform, place, scenarios } = region
    const logGroup = LogGroup.fromLogGroupName(this, 'Logs', functionLogGroup(platform, 'recover'))
    // What they do is real, for drills too, and they are named accordingly.
    for (const use of CALLED_DOORS) {
      const { name } = use.contract
      new VerbFunction(this, name, { use, platform, mode: 'recover', code: code(name), logGroup })
    }
    const machines = machinesOf(platform, scenarios, place)
    const here = scenarios.filter(each => runsAt(each, place)).map(({ name }) => name)
    const topic = Topic.fromTopicArn(this, 'Topic', alarmTopicArn(platform))
    new Schedules(this, 'Drills', { platform, scenarios: all, here })
    new EventRules(this, 'Rules', { platform, machines })
    const { alarms } = new OperationsAlarms(this, 'Alarms', { alarms: operationsAlarms(platform, machines), topic })
    const chat = chatHostedIn(region) !== undefined
    const shown = chat ? [...alarms, ...this.#alarmsOfChat(platform)] : alarms
    const dashboard = { platform, machines, alarms: shown, chat }
    new OperationsDashboard(this, 'Dashboard', dashboard)
    // The recovery region hosts chat: what runs of this one tell has to come there.
    if (place === 'primary' && platform.chat) new EventForward(this, 'ToChat', platform)
  }

  /** They stand with the API, whose id one of them needs; by their names the dashboard finds them. */
  #alarmsOfChat(platform: Platform): readonly IAlarm[] {
    const { regions, account } = platform
    return chatAlarms(platformName(platform), '').map(({ name }) =>
      Alarm.fromAlarmArn(this, name, `arn:aws:cloudwatch:${regions.primary}:${account}:alarm:${name}`),
    )
  }
}
