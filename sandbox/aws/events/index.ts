// The simulated Amazon EventBridge of one region: its default bus, rules with patterns or schedules, and their targets.
import * as sdk from '@aws-sdk/client-eventbridge'
import type { Service, Surroundings } from '../service.ts'
import { publish } from './delivery.ts'
import { eventOf, type Happened, putEvents, testEventPattern } from './put-events.ts'
import { deleteRule, describeRule, listRules, putRule, switchRule } from './rule-operations.ts'
import type { BusEvent, DeadLetter, Options, State } from './state.ts'
import { listTargetsByRule, putTargets, removeTargets } from './target-operations.ts'

/** A rule made before the rehearsal begins, with its targets. */
export type RuleSeed = sdk.PutRuleCommandInput & { readonly targets: readonly sdk.Target[] }

export class Events {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options = {}) {
    const state: State = {
      ...{ surroundings, options, rules: new Map(), listeners: new Set(), deadLetters: [], made: 0, stopped: false },
    }
    this.#state = state
    this.service = { signingName: 'events', sdk, operations: operationsOf(state) }
  }

  /** Functions and machines come after the region: from now on targets are called so. */
  connect(options: Pick<Options, 'invoke' | 'measure'>): void {
    this.#state.options = { ...this.#state.options, ...options }
  }

  /** Something happened in a service of AWS, which says so on the default bus. Returns the event. */
  happened(happened: Happened): BusEvent {
    const event = eventOf(this.#state, happened)
    publish(this.#state, event)
    return event
  }

  /** Called with every event at once, before any delivery; for who wants to know what was said. */
  onEvent(listener: (event: BusEvent) => void): () => void {
    this.#state.listeners.add(listener)
    return () => this.#state.listeners.delete(listener)
  }

  /** PutRule and PutTargets without asking IAM. Returns the rule's ARN. */
  seed({ targets, ...rule }: RuleSeed): string {
    const { region, accountId } = this.#state.surroundings
    const call = { region, caller: { roleArn: '', accountId }, requestId: '', operation: 'events:PutRule' }
    putRule(this.#state).run(rule, call)
    if (targets.length > 0) putTargets(this.#state).run({ Rule: rule.Name, Targets: [...targets] }, call)
    return this.#state.rules.get(rule.Name ?? '')?.arn ?? ''
  }

  /** What lies in the queues behind targets. */
  deadLetters(): readonly DeadLetter[] {
    return this.#state.deadLetters
  }

  /** Ends all schedules: nothing more is put on the clock. */
  stop(): void {
    this.#state.stopped = true
  }
}

function operationsOf(state: State): Service['operations'] {
  return {
    PutEvents: putEvents(state),
    TestEventPattern: testEventPattern(),
    PutRule: putRule(state),
    DescribeRule: describeRule(state),
    ListRules: listRules(state),
    EnableRule: switchRule(state, true),
    DisableRule: switchRule(state, false),
    DeleteRule: deleteRule(state),
    PutTargets: putTargets(state),
    RemoveTargets: removeTargets(state),
    ListTargetsByRule: listTargetsByRule(state),
  }
}

export type { Happened } from './put-events.ts'
export type { BusEvent, DeadLetter } from './state.ts'
