// cloudwatch:PutMetricAlarm: makes an alarm, or replaces every setting of one and leaves its state as it is.
import type { PutMetricAlarmCommandInput, StateValue } from '@aws-sdk/client-cloudwatch'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { settingsOf } from './alarm-settings.ts'
import { watch } from './evaluation.ts'
import { onAlarm, tagContext } from './needs.ts'
import { invalid } from './refusals.ts'
import { type Alarm, alarmArn, type State } from './state.ts'

const unsimulated = [
  ...['Metrics', 'ThresholdMetricId', 'ExtendedStatistic', 'EvaluateLowSampleCountPercentile', 'EvaluationWindow'],
  ...['WarmUpConfiguration', 'EvaluationCriteria', 'EvaluationInterval', 'ActionConfiguration'],
]

/** Tags of an alarm that exists already are ignored, and nobody is told so (API reference, PutMetricAlarm). */
export function putMetricAlarm(state: State): Operation<PutMetricAlarmCommandInput, void> {
  return {
    needs: input => {
      const actions = Object.values(actionsOf(input)).flat()
      const context = { ...tagContext(input.Tags), ...(actions.length > 0 && { 'cloudwatch:AlarmActions': actions }) }
      const tagging = input.Tags?.length ? [onAlarm(state, 'TagResource', input.AlarmName ?? '', context)] : []
      return [onAlarm(state, 'PutMetricAlarm', input.AlarmName ?? '', context), ...tagging]
    },
    run: input => {
      refuse('cloudwatch:PutMetricAlarm', input, unsimulated)
      const alarm = alarmFrom(state, input)
      state.alarms.set(alarm.name, alarm)
      watch(state, alarm)
      state.surroundings.lifecycle.changed()
    },
  }
}

function alarmFrom(state: State, input: PutMetricAlarmCommandInput): Alarm {
  const name = input.AlarmName ?? ''
  if (name === '' || name.length > 255) throw invalid('AlarmName has 1 to 255 characters.')
  const settings = settingsOf(input)
  const actions = actionsOf(input)
  for (const list of Object.values(actions)) checkActions(list)
  const now = state.surroundings.clock.now()
  const before = state.alarms.get(name)
  return {
    ...{ name, arn: alarmArn(state, name), description: input.AlarmDescription, settings },
    shown: { datapointsToAlarm: input.DatapointsToAlarm, missingData: input.TreatMissingData && settings.missingData },
    actionsEnabled: input.ActionsEnabled ?? true,
    actions,
    configuredAt: now,
    status: before?.status ?? unchecked(now),
    tags: before?.tags ?? input.Tags ?? [],
  }
}

function unchecked(now: number): Alarm['status'] {
  const reason = 'Unchecked: Initial alarm creation'
  return { value: 'INSUFFICIENT_DATA', reason, reasonData: undefined, updatedAt: now, transitionedAt: now }
}

function actionsOf(input: PutMetricAlarmCommandInput): Readonly<Record<StateValue, readonly string[]>> {
  const { OKActions: ok = [], AlarmActions: alarm = [], InsufficientDataActions: insufficient = [] } = input
  return { OK: ok, ALARM: alarm, INSUFFICIENT_DATA: insufficient }
}

/** At most five for each state; whether their targets exist is found out only when they are called. */
function checkActions(actions: readonly string[]): void {
  if (actions.length > 5) throw invalid('An alarm has at most five actions for each state.')
  const wrong = actions.find(each => !/^arn:aws:(sns|lambda|ssm|automate|autoscaling|swf):/.test(each))
  if (wrong !== undefined) throw invalid(`${wrong} is no action of an alarm.`)
}
