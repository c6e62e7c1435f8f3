// What simulated EventBridge keeps in one region: the rules of the default bus, and their targets.
import type { InputTransformer, RetryPolicy } from '@aws-sdk/client-eventbridge'
import type { Json } from '../../engine/index.ts'
import { parseArn } from '../arn.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError, type Surroundings } from '../service.ts'
import type { InvokeTarget } from '../targets.ts'

/** An event as rules and targets see it. */
export interface BusEvent {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  /** Whole seconds. */
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: { readonly [key: string]: Json }
}

export interface Target {
  readonly id: string
  readonly arn: string
  readonly roleArn: string | undefined
  readonly input: string | undefined
  readonly inputPath: string | undefined
  readonly transformer: InputTransformer | undefined
  readonly retry: RetryPolicy
  readonly deadLetterArn: string | undefined
}

export interface Rule {
  readonly name: string
  readonly arn: string
  readonly pattern: string | undefined
  readonly schedule: string | undefined
  readonly description: string | undefined
  readonly madeAt: number
  enabled: boolean
  targets: readonly Target[]
}

/** What came to nothing, as the queue behind a target receives it. */
export interface DeadLetter {
  readonly queueArn: string
  readonly body: string
  readonly error: string
  readonly attempts: number
}

export interface Options {
  /** How targets are called; without it nothing is delivered, and a rule with targets is refused. */
  readonly invoke?: InvokeTarget
  /** A number that EventBridge publishes about a rule: nobody listens when absent. */
  readonly measure?: (metric: 'TriggeredRules' | 'FailedInvocations', ruleName: string) => void
  /** Most items on a page of any list; 100 when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  options: Options
  /** By name. */
  readonly rules: Map<string, Rule>
  readonly listeners: Set<(event: BusEvent) => void>
  readonly deadLetters: DeadLetter[]
  made: number
  /** Once true, no scheduled rule comes due any more: the rehearsal has ended. */
  stopped: boolean
}

export const ruleArn = ({ surroundings: { region, accountId } }: State, name: string): string =>
  `arn:aws:events:${region}:${accountId}:rule/${name}`

export const busArn = ({ surroundings: { region, accountId } }: State): string =>
  `arn:aws:events:${region}:${accountId}:event-bus/default`

/** Refuses every bus but the default one, by name or ARN. */
export function onDefaultBus(state: State, bus: string | undefined): void {
  if (bus !== undefined && bus !== 'default' && bus !== busArn(state)) throw notSimulated(`the event bus ${bus}`)
}

/** @throws ResourceNotFoundException */
export function findRule(state: State, name: string | undefined): Rule {
  const rule = state.rules.get(name ?? '')
  if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`)
  return rule
}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message)

export const isQueue = (arn: string): boolean => parseArn(arn)?.service === 'sqs'
