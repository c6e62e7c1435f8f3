// What the recovery region knows of the primary without asking it: its heartbeat, and canaries that look from outside.
import type { Ground } from '../ground.ts'
import type { PlatformInRegion } from '../platform-in-region.ts'

const MINUTE = 60_000
const CANARIES = 'CloudWatchSynthetics'

/** The alarm on our own flag: the health check of the primary record reads it. */
export function seedFlag({ region, platform }: PlatformInRegion): void {
  const { traffic } = platform.recovery
  if (traffic.by !== 'flag') return
  region.cloudwatch.seed({
    AlarmName: traffic.alarm,
    AlarmDescription: 'Visitors are sent to the recovery region.',
    ...{ Namespace: traffic.flag.namespace, MetricName: traffic.flag.metric, Statistic: 'Maximum', Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' },
    // Who lowers it says 0; silence changes nothing.
    TreatMissingData: 'ignore',
  })
}

/** Both speak once a minute, as long as there is a world. */
export function showLife({ shared }: Ground, home: PlatformInRegion, { region, platform }: PlatformInRegion): void {
  const { clock, cloud } = shared
  const { heartbeat, alarms } = platform.recovery.evidence
  const { cloudwatch } = region
  for (const AlarmName of alarms) {
    cloudwatch.seed({
      ...{ AlarmName, AlarmDescription: 'The primary region does not answer a canary of this region.' },
      ...{ Namespace: CANARIES, MetricName: 'SuccessPercent', Statistic: 'Average', Period: 60, EvaluationPeriods: 3 },
      Dimensions: [{ Name: 'CanaryName', Value: AlarmName }],
      ...{ Threshold: 50, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    })
  }
  const isDark = () => cloud.dark.has(home.region.name)
  const beat = (at: number) => {
    if (!isDark()) cloudwatch.record({ namespace: heartbeat.namespace, name: heartbeat.metric, dimensions: [] }, 1)
    const percent = !isDark() && home.site.home().status === 200 ? 100 : 0
    for (const Value of alarms)
      cloudwatch.record(
        { namespace: CANARIES, name: 'SuccessPercent', dimensions: [{ Name: 'CanaryName', Value }] },
        percent,
        'Percent',
      )
    clock.quietly(at + MINUTE, () => beat(at + MINUTE))
  }
  clock.quietly(clock.now() + MINUTE / 2, () => beat(clock.now()))
}
