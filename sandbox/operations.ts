// Operations in the sandbox: EventBridge hears of what happens, rules and schedules call functions, alarms watch over it.
import { doorNamed } from '../domain/deployed-names.ts'
import { drillSchedules, scheduledRequest } from '../domain/drill-schedule.ts'
import { eventRules, TARGET_PATHS, targetTemplate } from '../domain/event-rules.ts'
import { operationsAlarms } from '../domain/operations-alarms.ts'
import { type Platform, platformName } from '../domain/platform.ts'
import { regionCode } from '../domain/platform-places.ts'
import { machinesOf } from '../domain/watchfulness.ts'
import { arns } from '../lambdas/needs.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { alarmEvent } from './aws/cloudwatch/index.ts'
import type { BusEvent } from './aws/events/index.ts'
import { invokeTarget } from './aws/targets.ts'
import { functionArn } from './deployment.ts'
import type { Execution } from './engine/index.ts'
import type { World } from './world/world.ts'

/** The role in whose name Scheduler starts drills. */
const schedulerRoleName = (platform: Platform): string =>
  `${platformName(platform)}-drill-schedules-${regionCode(platform.regions.primary)}`

/** From now on EventBridge is told of alarms, of AWS Backup's jobs and of executions, and rules call their targets. */
export function connectEvents(world: World): void {
  const { region, cloud, functions, engine, watching } = world
  const surroundings = cloud.surroundings(region.name)
  const { accountId } = surroundings
  // Every rule of ours may invoke the doors, as CDK grants it with each target.
  const ours = `arn:aws:events:${region.name}:${accountId}:rule/${platformName(world.platform)}-`
  const doors = ['on-event', 'look-after-runs', 'announce'].map(each => doorNamed(platformName(world.platform), each))
  const admits = (name: string, source: string) => doors.includes(name) && source.startsWith(ours)
  const invoke = invokeTarget({ surroundings, iam: cloud.iam, functions, engine, admits })
  region.events.connect({
    invoke,
    measure: (metric, rule) =>
      region.cloudwatch.record(
        { namespace: 'AWS/Events', name: metric, dimensions: [{ Name: 'RuleName', Value: rule }] },
        1,
        'Count',
      ),
  })
  region.scheduler.connect({
    invoke,
    assumable: arn => cloud.iam.trusts(arn, 'scheduler.amazonaws.com'),
    allows: (roleArn, action, resource) => cloud.iam.allows({ action, resource }, { roleArn, accountId }).allowed,
  })
  region.backup.onEvent(event => region.events.happened(event))
  region.cloudwatch.onStateChange(change => {
    const { detail, ...event } = alarmEvent(change)
    region.events.happened({ ...event, detail: detail as BusEvent['detail'] })
  })
  watching.ended.push(execution => region.events.happened(executionEvent(execution)))
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html; what is longer than 248 KiB stays out. */
function executionEvent(execution: Execution) {
  const { arn, stateMachineArn, name, status, input, output, error, cause, startDate, stopDate } = execution
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      ...{ executionArn: arn, stateMachineArn, name, status, startDate, stopDate: stopDate ?? null, input },
      ...{ output: output ?? null, error: error ?? null, cause: cause ?? null },
      ...{ redriveCount: 0, redriveStatus: 'NOT_REDRIVABLE' },
      ...{ inputDetails: { included: true }, outputDetails: output === undefined ? null : { included: true } },
    },
  } as const
}

/** The alarms as infra deploys them: what each is judged by, and whom it calls. */
export function deployAlarms({ region, platform }: World, scenarios: readonly Scenario[]): void {
  const topic = arns(platform).topic(`${platform.muster.topic}-alarms`)
  for (const alarm of operationsAlarms(platform, machinesOf(platform, scenarios, 'primary')))
    region.cloudwatch.seed({
      AlarmName: alarm.name,
      AlarmDescription: alarm.says,
      Namespace: alarm.namespace,
      MetricName: alarm.metric,
      Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: alarm.statistic,
      Period: alarm.period,
      EvaluationPeriods: alarm.periods,
      Threshold: alarm.above,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: alarm.missing,
      AlarmActions: [topic],
    })
}

/** How often somebody looks after runs. */
export const LOOK_EVERY = 'rate(5 minutes)'

/** Rules and schedules as infra deploys them in the primary region. */
export function deployOperations(world: World, scenarios: readonly Scenario[], lookEvery = LOOK_EVERY): void {
  const { region, platform, cloud } = world
  const machines = machinesOf(platform, scenarios, 'primary')
  const door = (name: string) => functionArn(platform, region.name, doorNamed(platformName(platform), name))
  for (const { name, description, pattern, reaction } of eventRules(
    platform,
    machines.map(({ arn }) => arn),
  )) {
    const InputTransformer = { InputPathsMap: { ...TARGET_PATHS }, InputTemplate: targetTemplate(reaction) }
    const targets = [{ Id: 'on-event', Arn: door('on-event'), InputTransformer }]
    region.events.seed({ Name: name, Description: description, EventPattern: JSON.stringify(pattern), targets })
  }
  const looking = { Id: 'look', Arn: door('look-after-runs'), Input: JSON.stringify({ machines }) }
  const Name = `${platformName(platform)}-look-after-runs`
  region.events.seed({ Name, ScheduleExpression: lookEvery, targets: [looking] })
  const roleArn = arns(platform).role(schedulerRoleName(platform))
  const statements = [{ Effect: 'Allow' as const, Action: ['lambda:InvokeFunction'], Resource: [door('start-run')] }]
  cloud.iam.addRole({ arn: roleArn, trust: ['scheduler.amazonaws.com'], statements })
  const names = scenarios.map(({ name }) => name)
  for (const schedule of drillSchedules(platform, names)) {
    const { name, expression, timeZone, flexibleMinutes, paused } = schedule
    region.scheduler.seed({
      Name: name,
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: timeZone,
      State: paused ? 'DISABLED' : 'ENABLED',
      FlexibleTimeWindow:
        flexibleMinutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: flexibleMinutes },
      Target: { Arn: door('start-run'), RoleArn: roleArn, Input: JSON.stringify(scheduledRequest(schedule)) },
    })
  }
}
