// From what CreateSchedule or UpdateSchedule is given to a schedule, or to the refusal.
import type { CreateScheduleCommandInput, FlexibleTimeWindow, Target } from '@aws-sdk/client-scheduler'
import { expressionFault, parseExpression } from '../../../domain/schedules/expression.ts'
import { isTimeZone } from '../../../domain/schedules/time-zone.ts'
import { parseArn } from '../arn.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import { inDefaultGroup, invalid, type Schedule, type State, scheduleArn } from './state.ts'

const UNSIMULATED = [
  ...['EcsParameters', 'EventBridgeParameters', 'KinesisParameters', 'SageMakerPipelineParameters', 'SqsParameters'],
  ...['EventBridgePutEventsV2Parameters', 'EventBridgePutRawEventsParameters'],
]

/** @throws ValidationException */
export function scheduleFrom(state: State, input: CreateScheduleCommandInput, earlier?: Schedule): Schedule {
  inDefaultGroup(input.GroupName)
  refuse('scheduler:CreateSchedule', input, ['KmsKeyArn'])
  const { Name: name = '', ScheduleExpression: text = '', ScheduleExpressionTimezone: zone = 'UTC' } = input
  if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(name)) throw invalid(`The schedule name ${name} is not valid.`)
  if (expressionFault(text) !== undefined) throw invalid(`Invalid Schedule Expression ${text}.`)
  if (zone !== 'UTC' && !isTimeZone(zone)) throw invalid(`Provided timezone ${zone} is not valid.`)
  const now = state.surroundings.clock.now()
  return {
    ...{ name, arn: scheduleArn(state, name), text, expression: parseExpression(text), zone },
    enabled: (input.State ?? 'ENABLED') === 'ENABLED',
    description: input.Description,
    from: input.StartDate?.getTime(),
    until: input.EndDate?.getTime(),
    window: windowFrom(input.FlexibleTimeWindow),
    target: targetFrom(state, input.Target),
    afterCompletion: input.ActionAfterCompletion ?? 'NONE',
    madeAt: earlier?.madeAt ?? now,
    changedAt: now,
  }
}

function windowFrom(given: FlexibleTimeWindow | undefined): FlexibleTimeWindow {
  const { Mode, MaximumWindowInMinutes: minutes } = given ?? {}
  if (Mode === 'OFF' && minutes === undefined) return { Mode }
  if (Mode === 'FLEXIBLE' && minutes !== undefined && minutes >= 1 && minutes <= 1440)
    return { Mode, MaximumWindowInMinutes: minutes }
  throw invalid('A flexible time window is OFF, or FLEXIBLE with 1 to 1440 minutes.')
}

function targetFrom(state: State, given: Target | undefined): Target {
  if (!state.options.invoke) throw notSimulated('schedules in a region where nothing is connected')
  const { Arn: arn = '', RoleArn: role = '', DeadLetterConfig, RetryPolicy, Input } = given ?? {}
  refuse('scheduler:CreateSchedule', given ?? {}, UNSIMULATED)
  if (!['lambda', 'states'].includes(parseArn(arn)?.service ?? ''))
    throw notSimulated(`the target ${arn} of a schedule`)
  if (parseArn(role)?.service !== 'iam') throw invalid(`Provided role ${role} is not valid.`)
  if (state.options.assumable?.(role) === false)
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.')
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = RetryPolicy ?? {}
  if (attempts < 0 || attempts > 185 || age < 60 || age > 86_400) throw invalid('The retry policy is not valid.')
  return {
    ...{ Arn: arn, RoleArn: role, ...(Input !== undefined && { Input }) },
    ...(DeadLetterConfig?.Arn !== undefined && { DeadLetterConfig: { Arn: DeadLetterConfig.Arn } }),
    RetryPolicy: { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age },
  }
}
