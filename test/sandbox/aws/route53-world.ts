// A simulated Route 53 over two regions, and the records by which traffic moves between them.
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { CloudWatch } from '../../../sandbox/aws/cloudwatch/index.ts'
import { type ProbeResult, Route53 } from '../../../sandbox/aws/route53/index.ts'
import { surroundings } from './calling.ts'

export const second = 1000
export const minute = 60 * second
export const flag: PutMetricAlarmCommandInput = {
  ...{ AlarmName: 'traffic-away', Namespace: 'Muster', MetricName: 'SendTrafficAway', Statistic: 'Maximum' },
  ...{ Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
}
export const onFlag = {
  Type: 'CLOUDWATCH_METRIC',
  AlarmIdentifier: { Region: 'us-west-2', Name: 'traffic-away' },
} as const
export const virginia = 'wordpress-1.us-east-1.elb.amazonaws.com'
export const oregon = 'wordpress-2.us-west-2.elb.amazonaws.com'
export const zones: Readonly<Record<string, string>> = { [virginia]: 'Z35SXDOTRQ7X7K', [oregon]: 'Z1H1FL5HABSF5' }

/** Two regions, a load balancer in each, the flag's alarm in the recovery region, and the site at either. */
export function world(options = {}) {
  const around = surroundings()
  const cloudWatch = new CloudWatch({ ...around, region: 'us-west-2' })
  cloudWatch.seed(flag)
  const dark = new Set<string>()
  const site: { answer: ProbeResult } = { answer: { status: 200, body: 'Latest posts' } }
  const sick = new Set<string>()
  const balancer = (name: string) => {
    const hostedZoneId = zones[name]
    if (!hostedZoneId) return undefined
    return { hostedZoneId, addresses: [name === virginia ? '198.51.100.1' : '203.0.113.1'], healthy: !sick.has(name) }
  }
  const route53 = new Route53(around, {
    alarms: region => (region === 'us-west-2' && !dark.has(region) ? cloudWatch : undefined),
    loadBalancer: balancer,
    probe: () => site.answer,
    dark: region => dark.has(region),
    requestsPerSecond: Number.POSITIVE_INFINITY,
    ...options,
  })
  const { service } = route53
  const raise = (value: number) =>
    cloudWatch.record({ namespace: 'Muster', name: 'SendTrafficAway', dimensions: [] }, value)
  const pass = (milliseconds: number) => around.clock.run(around.clock.now() + milliseconds)
  const change = (zone: string, ...changes: readonly [string, object][]) => ({
    HostedZoneId: zone,
    ChangeBatch: { Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })) },
  })
  const values = (name: string, place: 'americas' | 'asia' = 'americas') => {
    const answer = route53.answer({ name, type: 'A', place })
    return answer?.kind === 'values' ? answer.values : answer
  }
  return { ...around, cloudWatch, route53, service, raise, pass, change, values, dark, sick, site }
}

export const a = (Name: string, ...addresses: string[]) => ({
  ...{ Name, Type: 'A' as const, TTL: 60, ResourceRecords: addresses.map(Value => ({ Value })) },
})
export const alias = (Name: string, DNSName: string, HostedZoneId: string, EvaluateTargetHealth = true) => ({
  ...{ Name, Type: 'A' as const, AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth } },
})

/** The records of the design: the primary's only health input is our flag. */
export function failover(options = {}) {
  const made = world(options)
  const healthCheck = made.route53.seedHealthCheck({ CallerReference: 'flag', HealthCheckConfig: onFlag })
  const primary = { ...alias('www.example.com', virginia, zones[virginia]!, false), HealthCheckId: healthCheck }
  const zone = made.route53.seed({
    name: 'example.com',
    records: [
      { ...primary, SetIdentifier: 'primary', Failover: 'PRIMARY' },
      { ...alias('www.example.com', oregon, zones[oregon]!, false), SetIdentifier: 'recovery', Failover: 'SECONDARY' },
    ],
  })
  return { ...made, healthCheck, zone, here: () => made.values('www.example.com') }
}
