// scheduler:CreateSchedule, UpdateSchedule, GetSchedule, DeleteSchedule and ListSchedules.
import type {
  CreateScheduleCommandInput,
  CreateScheduleOutput,
  DeleteScheduleCommandInput,
  DeleteScheduleOutput,
  GetScheduleCommandInput,
  GetScheduleOutput,
  ListSchedulesCommandInput,
  ListSchedulesOutput,
} from '@aws-sdk/client-scheduler'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import { watch } from './running.ts'
import { scheduleFrom } from './schedule-from.ts'
import { findSchedule, inDefaultGroup, invalid, type Schedule, type State, scheduleArn } from './state.ts'

/** Handing the role over needs `iam:PassRole` on it. */
const making =
  (state: State, action: string) =>
  ({ Name = '', Target }: CreateScheduleCommandInput): Requirement[] => [
    { action: `scheduler:${action}`, resource: scheduleArn(state, Name) },
    {
      action: 'iam:PassRole',
      resource: Target?.RoleArn ?? '*',
      context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    },
  ]

const on = (state: State, action: string) => (input: { readonly Name?: string | undefined }) => [
  { action: `scheduler:${action}`, resource: scheduleArn(state, input.Name ?? '') },
]

/** @throws ConflictException (409) for a name that there is */
export function createSchedule(state: State): Operation<CreateScheduleCommandInput, CreateScheduleOutput> {
  return {
    needs: making(state, 'CreateSchedule'),
    run: input => {
      const earlier = state.tokens.get(input.ClientToken ?? '')
      if (earlier !== undefined) return { ScheduleArn: earlier }
      const schedule = scheduleFrom(state, input)
      if (state.schedules.has(schedule.name)) throw conflict(`Schedule ${schedule.name} already exists.`)
      if (input.ClientToken !== undefined) state.tokens.set(input.ClientToken, schedule.arn)
      return put(state, schedule)
    },
  }
}

const conflict = (Message: string): AwsError =>
  new AwsError('ConflictException', Message, { status: 409, members: { Message } })

function put(state: State, schedule: Schedule): { readonly ScheduleArn: string } {
  state.schedules.set(schedule.name, schedule)
  watch(state, schedule)
  return { ScheduleArn: schedule.arn }
}

/** Replaces everything: what is left out gets its default, `State` among them (API reference, UpdateSchedule). */
export function updateSchedule(state: State): Operation<CreateScheduleCommandInput, CreateScheduleOutput> {
  return {
    needs: making(state, 'UpdateSchedule'),
    run: input => put(state, scheduleFrom(state, input, findSchedule(state, input.Name))),
  }
}

export function getSchedule(state: State): Operation<GetScheduleCommandInput, GetScheduleOutput> {
  return {
    needs: on(state, 'GetSchedule'),
    run: ({ Name, GroupName }) => {
      inDefaultGroup(GroupName)
      const { text, zone, window, target, description, from, until, afterCompletion, ...rest } = findSchedule(
        state,
        Name,
      )
      return {
        ...summary(rest),
        ScheduleExpression: text,
        ScheduleExpressionTimezone: zone,
        FlexibleTimeWindow: window,
        Target: target,
        ActionAfterCompletion: afterCompletion,
        ...(description !== undefined && { Description: description }),
        ...(from !== undefined && { StartDate: new Date(from) }),
        ...(until !== undefined && { EndDate: new Date(until) }),
      }
    },
  }
}

const summary = ({
  name,
  arn,
  enabled,
  madeAt,
  changedAt,
}: Pick<Schedule, 'name' | 'arn' | 'enabled' | 'madeAt' | 'changedAt'>) => ({
  Arn: arn,
  Name: name,
  GroupName: 'default',
  State: enabled ? ('ENABLED' as const) : ('DISABLED' as const),
  CreationDate: new Date(madeAt),
  LastModificationDate: new Date(changedAt),
})

export function deleteSchedule(state: State): Operation<DeleteScheduleCommandInput, DeleteScheduleOutput> {
  return {
    needs: on(state, 'DeleteSchedule'),
    run: ({ Name, GroupName }) => {
      inDefaultGroup(GroupName)
      state.schedules.delete(findSchedule(state, Name).name)
      return {}
    },
  }
}

export function listSchedules(state: State): Operation<ListSchedulesCommandInput, ListSchedulesOutput> {
  return {
    needs: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
    run: ({ GroupName, NamePrefix = '', State, MaxResults, NextToken }) => {
      inDefaultGroup(GroupName)
      const asked = [...state.schedules.values()]
        .filter(({ name, enabled }) => name.startsWith(NamePrefix) && (!State || (State === 'ENABLED') === enabled))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      const { items, next } = page({
        items: asked,
        key: ({ name }) => name,
        limit: pageLimit(MaxResults, 100, state.options.pageSize),
        token: NextToken,
        invalidToken: () => invalid('The next token is not valid.'),
      })
      const Schedules = items.map(each => ({ ...summary(each), Target: { Arn: each.target.Arn } }))
      return { Schedules, ...(next && { NextToken: next }) }
    },
  }
}
