// What the API needs of the engine, and what every operation refuses about ARNs and texts.

import type { Engine, StateMachine } from '../../engine/index.ts'
import { parseArn } from '../arn.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError, type Requirement, type Surroundings } from '../service.ts'

/** The engine refuses what it must know itself: names and their 90 days, inputs, outputs, tokens (aws-behaviour 5.2, 5.4). */
export type EngineOfExecutions = Pick<
  Engine,
  | 'describeStateMachine'
  | 'listStateMachines'
  | 'startExecution'
  | 'stopExecution'
  | 'describeExecution'
  | 'history'
  | 'listExecutions'
  | 'sendTaskSuccess'
  | 'sendTaskFailure'
  | 'sendTaskHeartbeat'
>

export interface Options {
  readonly engine: EngineOfExecutions
  /** Most events or executions on a page; AWS's own maximum, 1000, when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  /** Executions started without a name, from which names are drawn. */
  unnamed: number
}

/** @throws InvalidArn; NotSimulated for versions and aliases */
export function checkArn(arn: string | undefined, kind: 'stateMachine' | 'execution'): string {
  const parsed = parseArn(arn ?? '')
  const [type, ...names] = parsed?.resource.split(':') ?? []
  if (parsed?.service !== 'states' || type !== kind || names.length === 0 || names.includes('')) {
    throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`)
  }
  if (kind === 'stateMachine' && names.length > 1) throw notSimulated(`the qualified state machine ARN ${arn}`)
  return arn ?? ''
}

/** @throws InvalidArn; StateMachineDoesNotExist */
export function machineOf(state: State, arn: string | undefined): StateMachine {
  return state.options.engine.describeStateMachine(checkArn(arn, 'stateMachine'))
}

/** @throws ValidationException for texts beyond the API's limits */
export function checkLength(member: string, text: string | undefined, most: number): void {
  if ((text?.length ?? 0) <= most) return
  const rule = `Member must have length less than or equal to ${most}`
  throw new AwsError('ValidationException', `Value at '${member}' failed to satisfy constraint: ${rule}`)
}

/** Service Authorization Reference, list_awsstepfunctions. */
export function need(action: string, resource: string | undefined): readonly Requirement[] {
  return [{ action: `states:${action}`, resource: resource ?? '*' }]
}

export function invalidToken(): AwsError {
  return new AwsError('InvalidToken', "Invalid Token: 'Invalid token'")
}
