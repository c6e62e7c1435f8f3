// Plans at work: when a rule's time comes, a job for every resource that the plan's selections choose.
import { nextOccurrence, parseSchedule } from '../schedule.ts'
import { startJob } from './jobs.ts'
import { selects } from './selects.ts'
import type { Plan, State } from './state.ts'

/** Five in the morning, UTC, when a rule has no schedule (AWS Backup developer guide, "Backup rules"). */
const standard = 'cron(0 5 ? * * *)'

type Rule = Plan['rules'][number]

export function scheduleRule(state: State, plan: Plan, rule: Rule): void {
  const { clock } = state.surroundings
  const next = nextOccurrence(parseSchedule(rule.ScheduleExpression ?? standard), clock.now())
  clock.at(next, () => {
    runRule(state, plan, rule)
    scheduleRule(state, plan, rule)
  })
}

/** A resource that two selections choose is backed up once, with the role of the first. */
function runRule(state: State, plan: Plan, rule: Rule): void {
  plan.lastRunAt = state.surroundings.clock.now()
  const selections = state.selections.filter(({ planId }) => planId === plan.id)
  for (const resource of state.options.resources()) {
    const chosen = selections.find(({ selection }) => selects(selection, resource))
    if (!chosen) continue
    startJob(state, { plan, rule, resourceArn: resource.arn, roleArn: chosen.selection.IamRoleArn ?? '' })
  }
  state.surroundings.lifecycle.changed()
}
