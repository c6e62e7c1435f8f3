// Schedules at work: when one comes due, its target is called in the role's name, at least once, and again when that fails.
import { nextOccurrence } from '../../../domain/schedules/expression.ts'
import type { Json } from '../../engine/index.ts'
import { AwsError } from '../service.ts'
import type { Schedule, State } from './state.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** Seconds; each next attempt waits twice as long, at most an hour. How Scheduler spaces them is not documented. */
const FIRST_RETRY = 10
const LONGEST_RETRY = 3600

/** Puts the schedule's next time on the clock; it holds until the schedule is changed or deleted. */
export function watch(state: State, schedule: Schedule): void {
  const { clock } = state.surroundings
  const { expression, zone, from, until } = schedule
  const start = from ?? schedule.madeAt
  const next = (after: number) => {
    const at = nextOccurrence(expression, { zone: zone === 'UTC' ? 'Etc/UTC' : zone, after, start })
    return at !== undefined && expression.kind !== 'at' && until !== undefined && at > until ? undefined : at
  }
  const holds = () => !state.stopped && state.schedules.get(schedule.name) === schedule
  const comesDue = (at: number | undefined) => {
    if (at === undefined) return
    clock.at(at, () => {
      if (!holds()) return
      if (schedule.enabled) occasion(state, schedule, at)
      const following = next(at)
      if (following === undefined) complete(state, schedule)
      else comesDue(following)
    })
  }
  // Before its start date a schedule does nothing.
  comesDue(next(Math.max(clock.now(), (from ?? 0) - 1)))
}

/** With `DELETE` a schedule goes when it will not come due again. */
function complete(state: State, { name, afterCompletion }: Schedule): void {
  if (afterCompletion === 'DELETE') state.schedules.delete(name)
}

/** Faults may choose `twice` and `lost`, and a duration. */
function occasion(state: State, schedule: Schedule, scheduledAt: number): void {
  const { lifecycle, chance } = state.surroundings
  const { MaximumWindowInMinutes: minutes = 0 } = schedule.window
  const within = minutes * MINUTE * chance.of('scheduler-window', schedule.arn, scheduledAt)
  const done = () => invoke(state, { schedule, scheduledAt, began: state.surroundings.clock.now() }, 1)
  const twice = () => {
    done()
    done()
  }
  const begin = () => lifecycle.schedule('scheduler.invocation', schedule.name, { done, twice, lost: () => undefined })
  state.surroundings.clock.after(within, begin)
}

interface Occasion {
  readonly schedule: Schedule
  /** The time that the schedule names, whenever the target is called. */
  readonly scheduledAt: number
  readonly began: number
}

function invoke(state: State, occasion: Occasion, attempt: number): void {
  const { schedule, scheduledAt } = occasion
  const { Arn: targetArn = '', RoleArn: roleArn, Input } = schedule.target
  const { chance } = state.surroundings
  const execution = chance.hex(16, 'scheduler-execution', schedule.arn, scheduledAt, state.made++)
  const known: Readonly<Record<string, string>> = {
    'schedule-arn': schedule.arn,
    'scheduled-time': new Date(scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    'execution-id': execution,
    'attempt-number': String(attempt),
  }
  const text = (Input ?? '{}').replace(/<aws\.scheduler\.([\w-]+)>/g, (whole, name: string) => known[name] ?? whole)
  try {
    state.options.invoke?.({ targetArn, roleArn, sourceArn: schedule.arn, payload: JSON.parse(text) as Json })
  } catch (error) {
    if (!(error instanceof AwsError) || error.name === 'NotSimulated') throw error
    retry(state, occasion, { attempt, error, text })
  }
}

interface Failed {
  readonly attempt: number
  readonly error: AwsError
  readonly text: string
}

/** Every failure is tried again, until the policy says that it is enough; then what was to be sent goes to the queue. */
function retry(state: State, occasion: Occasion, { attempt, error, text }: Failed): void {
  const { clock } = state.surroundings
  const { schedule, began } = occasion
  const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } = schedule.target.RetryPolicy ?? {}
  const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (attempt - 1)) * SECOND
  if (attempt <= MaximumRetryAttempts && clock.now() + wait - began <= MaximumEventAgeInSeconds * SECOND) {
    clock.after(wait, () => {
      if (!state.stopped) invoke(state, occasion, attempt + 1)
    })
    return
  }
  const queueArn = schedule.target.DeadLetterConfig?.Arn
  const role = schedule.target.RoleArn ?? ''
  if (queueArn === undefined || state.options.allows?.(role, 'sqs:SendMessage', queueArn) === false) return
  state.deadLetters.push({ queueArn, body: text, scheduleArn: schedule.arn, error: error.name, attempts: attempt })
}
