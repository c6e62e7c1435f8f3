// What simulated EventBridge Scheduler keeps in one region: the schedules of the default group.
import type { FlexibleTimeWindow, Target } from '@aws-sdk/client-scheduler'
import type { Expression } from '../../../domain/schedules/expression.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError, type Surroundings } from '../service.ts'
import type { InvokeTarget } from '../targets.ts'

export interface Schedule {
  readonly name: string
  readonly arn: string
  readonly text: string
  readonly expression: Expression
  readonly zone: string
  readonly enabled: boolean
  readonly description: string | undefined
  /** Milliseconds. */
  readonly from: number | undefined
  readonly until: number | undefined
  readonly window: FlexibleTimeWindow
  readonly target: Target
  /** With `DELETE` the schedule goes once it has nothing more to do. */
  readonly afterCompletion: 'NONE' | 'DELETE'
  readonly madeAt: number
  readonly changedAt: number
}

/** What Scheduler gave up on, as the queue of its target receives it. */
export interface DeadLetter {
  readonly queueArn: string
  readonly body: string
  readonly scheduleArn: string
  readonly error: string
  readonly attempts: number
}

export interface Options {
  readonly invoke?: InvokeTarget
  /** Does the role's trust policy admit `scheduler.amazonaws.com`? Always, when absent. */
  readonly assumable?: (roleArn: string) => boolean
  /** May the role do that? For what it sends to a queue; always, when absent. */
  readonly allows?: (roleArn: string, action: string, resource: string) => boolean
  /** Most schedules on a page; 100 when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  options: Options
  readonly schedules: Map<string, Schedule>
  readonly deadLetters: DeadLetter[]
  /** Arns of client tokens, by token: the same call again does not make another. */
  readonly tokens: Map<string, string>
  made: number
  /** Once true nothing comes due any more: the rehearsal has ended. */
  stopped: boolean
}

export const scheduleArn = ({ surroundings: { region, accountId } }: State, name: string): string =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/default/${name}`

export function inDefaultGroup(group: string | undefined): void {
  if (group !== undefined && group !== 'default') throw notSimulated(`the schedule group ${group}`)
}

/** @throws ResourceNotFoundException (404) */
export function findSchedule(state: State, name: string | undefined): Schedule {
  const found = state.schedules.get(name ?? '')
  if (!found) {
    const members = { Message: `Schedule ${name} does not exist.` }
    throw new AwsError('ResourceNotFoundException', members.Message, { status: 404, members })
  }
  return found
}

export const invalid = (Message: string): AwsError =>
  new AwsError('ValidationException', Message, { members: { Message } })
