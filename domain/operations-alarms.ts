// The alarms about Muster's own work, as data: deployed by infra, and into the sandbox. Each leads to its article.
import { doorNamed } from './deployed-names.ts'
import { eventRules } from './event-rules.ts'
import { type Platform, platformName } from './platform.ts'
import { DRILL_TOO_OLD, type LookedAfter, metricNames, NAMESPACE } from './watchfulness.ts'

export interface OperationsAlarm {
  readonly name: string
  /** Of docs/operating.md. */
  readonly article: string
  /** What has happened, in words. */
  readonly says: string
  readonly namespace: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: 'Sum' | 'Maximum'
  /** Seconds. */
  readonly period: number
  readonly periods: number
  readonly above: number
  /** What no number means. */
  readonly missing: 'notBreaching' | 'breaching'
}

const MINUTE = 60
const ONCE = { statistic: 'Sum', period: MINUTE, periods: 1, above: 0, missing: 'notBreaching' } as const

/** @param machines of the region */
export function operationsAlarms(platform: Platform, machines: readonly LookedAfter[]): readonly OperationsAlarm[] {
  const name = platformName(platform)
  return [...rulesAlarms(platform, machines), ...numbersAlarms(name, machines), ...startingAlarms(name)]
}

/** EventBridge counts how often a rule matched; it does so best effort, as everything about events is. */
function rulesAlarms(platform: Platform, machines: readonly LookedAfter[]): readonly OperationsAlarm[] {
  const rules = eventRules(
    platform,
    machines.map(({ arn }) => arn),
  )
  return rules.flatMap(({ name, article, description }) =>
    article === null
      ? []
      : [
          {
            ...{ name: `${platformName(platform)}-${article}`, article, says: description },
            ...{ namespace: 'AWS/Events', metric: 'TriggeredRules', dimensions: { RuleName: name }, ...ONCE },
          },
        ],
  )
}

function numbersAlarms(platform: string, machines: readonly LookedAfter[]): readonly OperationsAlarm[] {
  const drills = machines.filter(({ scheduled }) => scheduled)
  const own = (article: string, metric: string) => ({
    ...{ name: `${platform}-${article}`, article, namespace: NAMESPACE, metric, dimensions: {} },
    statistic: 'Maximum' as const,
  })
  return [
    {
      ...own('a-run-is-stuck', metricNames.overdue(platform)),
      says: 'A run should have ended long ago, or nobody has looked after runs for 15 minutes.',
      ...{ period: 5 * MINUTE, periods: 3, above: 0, missing: 'breaching' },
    },
    {
      ...own('an-approval-is-expiring', metricNames.expiring(platform)),
      says: 'A run waits for a decision, and less than half of the time for it is left.',
      ...{ period: 5 * MINUTE, periods: 1, above: 0, missing: 'notBreaching' },
    },
    ...drills.map(({ scenario }) => ({
      ...own('no-drill-has-passed', metricNames.undrilled(platform, scenario)),
      name: `${platform}-${scenario}-no-drill-has-passed`,
      says: `No drill of ${scenario} has passed in ${DRILL_TOO_OLD} days.`,
      ...{ period: 60 * MINUTE, periods: 1, above: DRILL_TOO_OLD, missing: 'notBreaching' as const },
    })),
  ]
}

/** Whatever starts runs by itself has nobody who waits for its answer. */
function startingAlarms(platform: string): readonly OperationsAlarm[] {
  const article = 'a-drill-was-not-started'
  const failing = ['start-run', 'on-event'].map(door => functionFails(platform, door, article))
  const dropped = {
    ...{ name: `${platform}-${article}`, article, says: 'EventBridge Scheduler gave up on a schedule.' },
    ...{ namespace: 'AWS/Scheduler', metric: 'InvocationDroppedCount', dimensions: { ScheduleGroup: 'default' } },
    ...ONCE,
  }
  return [...failing, dropped]
}

const functionFails = (platform: string, door: string, article: string): OperationsAlarm => ({
  ...{ name: `${platform}-${door}-fails`, article, says: `The function ${door} ended in an error.` },
  ...{ namespace: 'AWS/Lambda', metric: 'Errors', dimensions: { FunctionName: doorNamed(platform, door) } },
  ...ONCE,
})

/** A person mistypes a few times; a forged or replayed request is refused with 401, too many with 429. */
const REFUSALS = 20

/** Of chat, where it is hosted: whoever speaks there, or reads there, does not see that a function failed. */
export const chatAlarms = (platform: string, apiId: string): readonly OperationsAlarm[] => [
  {
    ...{ name: `${platform}-the-chat-endpoint-is-abused`, article: 'the-chat-endpoint-is-abused' },
    says: `More than ${REFUSALS} requests in five minutes were refused.`,
    ...{ namespace: 'AWS/ApiGateway', metric: '4xx', dimensions: { ApiId: apiId }, statistic: 'Sum' },
    ...{ period: 5 * MINUTE, periods: 1, above: REFUSALS, missing: 'notBreaching' },
  },
  ...['slack', 'slack-work', 'announce'].map(door => functionFails(platform, door, 'chat-is-silent')),
]
