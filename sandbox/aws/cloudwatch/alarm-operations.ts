// cloudwatch:SetAlarmState, DeleteAlarms, EnableAlarmActions, DisableAlarmActions and the tags of alarms.
import type {
  DeleteAlarmsCommandInput,
  EnableAlarmActionsInput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceOutput,
  SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch'
import { AwsError, type Operation } from '../service.ts'
import { change } from './evaluation.ts'
import { onAlarm } from './needs.ts'
import { invalid, noSuchAlarm } from './refusals.ts'
import type { Alarm, State } from './state.ts'

/** Lasts until the alarm looks at its metric again. A Route 53 health check takes no notice of it. */
export function setAlarmState(state: State): Operation<SetAlarmStateCommandInput, void> {
  return {
    needs: input => [onAlarm(state, 'SetAlarmState', input.AlarmName ?? '')],
    run: ({ AlarmName: name = '', StateValue: value, StateReason: reason = '', StateReasonData: reasonData }) => {
      const alarm = state.alarms.get(name)
      if (!alarm) throw noSuchAlarm(name)
      if (value !== 'OK' && value !== 'ALARM' && value !== 'INSUFFICIENT_DATA')
        throw invalid(`${value} is no state of an alarm.`)
      if (reason.length > 1023) throw invalid('StateReason has at most 1,023 characters.')
      if (reasonData !== undefined && !isJson(reasonData))
        throw new AwsError('InvalidFormatFault', 'StateReasonData is not JSON.')
      change(state, alarm, { value, reason, reasonData })
    },
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Alarms that exist are deleted even when the call is refused for one that does not (API reference, DeleteAlarms). */
export function deleteAlarms(state: State): Operation<DeleteAlarmsCommandInput, void> {
  return {
    needs: ({ AlarmNames: names = [] }) => names.map(name => onAlarm(state, 'DeleteAlarms', name)),
    run: ({ AlarmNames: names = [] }) => {
      if (names.length > 100) throw invalid('At most 100 alarms are deleted by one call.')
      const unknown = names.filter(name => !state.alarms.delete(name))
      state.surroundings.lifecycle.changed()
      if (unknown[0] !== undefined) throw noSuchAlarm(unknown[0])
    },
  }
}

/** Names that do not exist are passed over in silence. */
export function switchAlarmActions(state: State, enabled: boolean): Operation<EnableAlarmActionsInput, void> {
  const action = enabled ? 'EnableAlarmActions' : 'DisableAlarmActions'
  return {
    needs: ({ AlarmNames: names = [] }) => names.map(name => onAlarm(state, action, name)),
    run: ({ AlarmNames: names = [] }) => {
      for (const name of names) {
        const alarm = state.alarms.get(name)
        if (alarm) alarm.actionsEnabled = enabled
      }
    },
  }
}

export function listTagsForResource(
  state: State,
): Operation<ListTagsForResourceCommandInput, ListTagsForResourceOutput> {
  return {
    needs: ({ ResourceARN: arn = '' }) => [onAlarm(state, 'ListTagsForResource', nameIn(arn))],
    run: ({ ResourceARN: arn = '' }) => ({ Tags: [...alarmOf(state, arn).tags] }),
  }
}

/** The name may itself hold colons. */
export function nameIn(arn: string): string {
  return /^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(arn)?.[1] ?? arn
}

function alarmOf(state: State, arn: string): Alarm {
  const alarm = state.alarms.get(nameIn(arn))
  if (alarm?.arn === arn) return alarm
  const members = { ResourceType: 'alarm', ResourceId: nameIn(arn) }
  throw new AwsError('ResourceNotFoundException', `There is no alarm ${arn}`, { members })
}
