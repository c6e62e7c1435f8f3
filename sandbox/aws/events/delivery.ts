// From an event to the targets of the rules it matches: a moment later, perhaps late, twice, never, in another order.
import type { Json } from '../../engine/index.ts'
import { AwsError } from '../service.ts'
import { payloadOf } from './input.ts'
import { patternFrom } from './pattern.ts'
import type { BusEvent, Rule, State, Target } from './state.ts'

const SECOND = 1000
/** Seconds; of AWS's own: 24 hours and 185 attempts (EventBridge user guide, "Retrying event delivery"). */
const OLDEST = 86_400
const ATTEMPTS = 185
/** Seconds until the first attempt after a failure; each next one waits twice as long, at most an hour. How AWS spaces them is not documented. */
const FIRST_RETRY = 10
const LONGEST_RETRY = 3600

const patterns = new WeakMap<Rule, (event: Readonly<Record<string, Json>>) => boolean>()

function isMatched(rule: Rule, event: BusEvent): boolean {
  if (!rule.enabled || rule.pattern === undefined) return false
  const test = patterns.get(rule) ?? patternFrom(rule.pattern)
  patterns.set(rule, test)
  return test(event as unknown as Readonly<Record<string, Json>>)
}

/** Tells listeners, and every rule that matches. */
export function publish(state: State, event: BusEvent): void {
  for (const listener of [...state.listeners]) listener(event)
  for (const rule of [...state.rules.values()]) if (isMatched(rule, event)) trigger(state, rule, event)
}

/** Faults may choose `twice` and `lost`, and a duration; a target that is gone by then hears nothing. */
export function trigger(state: State, rule: Rule, event: BusEvent): void {
  state.options.measure?.('TriggeredRules', rule.name)
  for (const target of rule.targets) {
    const done = () => deliver(state, { rule, target, event }, 1)
    const twice = () => {
      done()
      done()
    }
    const name = `${rule.name} ${event['detail-type']}`
    state.surroundings.lifecycle.schedule('events.delivery', name, { done, twice, lost: () => undefined })
  }
}

interface Delivery {
  readonly rule: Rule
  readonly target: Target
  readonly event: BusEvent
}

function deliver(state: State, delivery: Delivery, attempt: number): void {
  const { rule, target, event } = delivery
  const { arn: targetArn, roleArn } = target
  try {
    state.options.invoke?.({ targetArn, roleArn, sourceArn: rule.arn, payload: payloadOf(target, event) })
  } catch (error) {
    if (!(error instanceof AwsError) || error.name === 'NotSimulated') throw error
    retry(state, delivery, { attempt, error })
  }
}

/** What cannot be delivered goes to the target's queue, or is dropped, and is counted either way. */
function retry(state: State, delivery: Delivery, failed: { attempt: number; error: AwsError }): void {
  const { clock } = state.surroundings
  const { rule, target, event } = delivery
  const { attempt, error } = failed
  const { MaximumRetryAttempts = ATTEMPTS, MaximumEventAgeInSeconds = OLDEST } = target.retry
  const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (attempt - 1)) * SECOND
  const tooOld = clock.now() + wait - Date.parse(event.time) > MaximumEventAgeInSeconds * SECOND
  if (attempt <= MaximumRetryAttempts && !tooOld && isPassing(error)) {
    clock.after(wait, () => deliver(state, delivery, attempt + 1))
    return
  }
  state.options.measure?.('FailedInvocations', rule.name)
  const { deadLetterArn: queueArn } = target
  if (queueArn !== undefined)
    state.deadLetters.push({ queueArn, body: JSON.stringify(event), error: error.name, attempts: attempt })
}

/** What will not change by itself is not tried again: no permission, no target ("Retrying event delivery"). */
const isPassing = ({ name, status }: AwsError): boolean =>
  status >= 500 || ['ThrottlingException', 'TooManyRequestsException'].includes(name)
