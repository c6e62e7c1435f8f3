// Rules with a schedule: in UTC, to the minute, and always without a memory of what they missed.
import { nextOccurrence, parseExpression } from '../../../domain/schedules/expression.ts'
import { trigger } from './delivery.ts'
import { eventOf } from './put-events.ts'
import type { Rule, State } from './state.ts'

/** Until the rule is deleted or replaced. */
export function watchSchedule(state: State, rule: Rule): void {
  if (rule.schedule === undefined) return
  const { clock } = state.surroundings
  const expression = parseExpression(rule.schedule)
  const next = (after: number) => nextOccurrence(expression, { zone: 'Etc/UTC', after, start: rule.madeAt })
  const comesDue = (at: number | undefined) => {
    if (at === undefined) return
    clock.at(at, () => {
      if (state.stopped || state.rules.get(rule.name) !== rule) return
      if (rule.enabled) trigger(state, rule, eventOf(state, { ...SCHEDULED, resources: [rule.arn] }))
      comesDue(next(at))
    })
  }
  comesDue(next(clock.now()))
}

const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} } as const
