// When each scenario is drilled: once a quarter unless the platform says otherwise, never two on one day.
import { type Platform, platformName } from './platform.ts'
import { nextOccurrence, parseExpression } from './schedules/expression.ts'

/** Days without a passed drill after which somebody is called. The longest quarter has 92 days. */
export const DRILL_DUE_DAYS = 92

export interface DrillSchedule {
  /** Of the schedule in EventBridge Scheduler; at most 64 characters. */
  readonly name: string
  readonly scenario: string
  readonly expression: string
  readonly timeZone: string
  readonly flexibleMinutes: number
  readonly paused: boolean
  readonly input: Readonly<Record<string, unknown>>
}

/** Day of the month on which the first three scenarios are drilled; the next three a week later. */
const FIRST_DAY = 8
/** Of the morning, when people are there to see what it comes to. */
const HOUR = 10

/**
 * Once in each quarter, on a day of the month: quarters have at most 92 days, whereas the same weekday would come 98 days
 * later at times. Scenarios are a month apart from the next, then a week.
 */
export function standardExpression(index: number): string {
  const day = FIRST_DAY + 7 * (Math.floor(index / 3) % 3)
  const hour = HOUR + 2 * Math.floor(index / 9)
  return `cron(0 ${hour} ${day} ${1 + (index % 3)}/3 ? *)`
}

/**
 * @param scenarios names, in the order of the list: the place of a scenario gives its standard time
 * @throws when the platform schedules a scenario that there is not, or drills two in the same minute
 */
export function drillSchedules(platform: Platform, scenarios: readonly string[]): readonly DrillSchedule[] {
  const { timeZone, flexibleMinutes, schedules } = platform.drills
  const strange = Object.keys(schedules).filter(name => !scenarios.includes(name))
  if (strange.length > 0)
    throw new Error(`drills.schedules: given ${strange.join(', ')}; allowed are ${scenarios.join(', ')}`)
  const made = scenarios.map((scenario, index) => {
    const own = schedules[scenario]
    return {
      name: nameOf(platform, scenario),
      scenario,
      expression: own?.expression ?? standardExpression(index),
      timeZone,
      flexibleMinutes,
      paused: own?.paused ?? false,
      input: own?.input ?? {},
    }
  })
  const twice = made.find((each, index) => made.some((other, at) => at < index && other.expression === each.expression))
  if (twice)
    throw new Error(
      `drills.schedules.${twice.scenario}: given ${twice.expression}, when another is drilled; the later would be skipped`,
    )
  return made
}

function nameOf(platform: Platform, scenario: string): string {
  const name = `${platformName(platform)}-drill-${scenario}`
  if (name.length > 64) throw new Error(`the schedule name ${name} has ${name.length} characters; 64 are allowed`)
  return name
}

/** Milliseconds of the drill's next time. Undefined when it is paused, or never comes again. */
export function nextDrill({ expression, timeZone, paused }: DrillSchedule, after: number): number | undefined {
  if (paused) return undefined
  return nextOccurrence(parseExpression(expression), { zone: timeZone, after, start: after })
}

/** What Scheduler sends to `start-run`; it puts in the time for which the drill was scheduled, and not that of the attempt. */
export const scheduledRequest = ({ name, scenario, input }: DrillSchedule) => ({
  scenario,
  mode: 'drill' as const,
  input,
  requestedBy: { kind: 'schedule' as const, id: name },
  reason: null,
  key: '<aws.scheduler.scheduled-time>',
})
