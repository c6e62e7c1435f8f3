// The public zone of the site: records of both regions, and the health check that our flag turns.
import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import type { Platform } from '../../../domain/platform.ts'
import type { Route53 } from '../../aws/route53/index.ts'
import { liesIn, normalName } from '../../aws/route53/names.ts'
import type { Entrance } from './entrances.ts'

interface Leading {
  /** As it stands in the primary region. */
  readonly platform: Platform
  readonly home: Entrance
  readonly away: Entrance
}

export const publicName = ({ application }: Platform): string => new URL(application.url).hostname
const privateName = ({ recovery }: Platform): string => new URL(recovery.application.privateUrl).hostname

/** `www.example.com` is in `example.com`. */
const zoneName = (platform: Platform): string => publicName(platform).split('.').slice(1).join('.')

export function seedZone(route53: Route53, leading: Leading): void {
  const { platform, away } = leading
  const { traffic } = platform.recovery
  const name = zoneName(platform)
  const inside = liesIn(normalName(privateName(platform)), normalName(name))
  route53.seed({
    name,
    ...(traffic.by === 'record' && { id: traffic.hostedZone }),
    records: [
      ...(traffic.by === 'record' ? weighted(leading, traffic.setIdentifiers) : failover(route53, leading)),
      ...(inside ? [alias(privateName(platform), away)] : []),
    ],
  })
}

/** The target's health is no input: it would send visitors to a region that holds nothing (design, section 6). */
const alias = (Name: string, { dnsName, hostedZoneId }: Entrance): ResourceRecordSet => ({
  Name,
  Type: 'A',
  AliasTarget: { DNSName: dnsName, HostedZoneId: hostedZoneId, EvaluateTargetHealth: false },
})

/** The check reads the alarm on the flag: in ALARM it is unhealthy, and without data it stays what it was. */
function failover(route53: Route53, { platform, home, away }: Leading): readonly ResourceRecordSet[] {
  const { traffic } = platform.recovery
  const AlarmIdentifier = {
    Region: platform.regions.recovery as never,
    Name: traffic.by === 'flag' ? traffic.alarm : '',
  }
  const HealthCheckId = route53.seedHealthCheck({
    CallerReference: 'in the recovery region',
    HealthCheckConfig: { Type: 'CLOUDWATCH_METRIC', AlarmIdentifier, InsufficientDataHealthStatus: 'LastKnownStatus' },
  })
  const name = publicName(platform)
  return [
    { ...alias(name, home), SetIdentifier: 'primary', Failover: 'PRIMARY', HealthCheckId },
    { ...alias(name, away), SetIdentifier: 'recovery', Failover: 'SECONDARY' },
  ]
}

function weighted(
  { platform, home, away }: Leading,
  identifiers: { readonly primary: string; readonly recovery: string },
): readonly ResourceRecordSet[] {
  const name = publicName(platform)
  return [
    { ...alias(name, home), SetIdentifier: identifiers.primary, Weight: 100 },
    { ...alias(name, away), SetIdentifier: identifiers.recovery, Weight: 0 },
  ]
}
