// The site's hosted zone and its records, told to moto.
import * as route53 from '@aws-sdk/client-route-53'
import { CONTROL_REGION } from '../../../sandbox/aws/route53/index.ts'
import { askedOf, type Seeding } from './asked.ts'

/** Nothing in a world of one region. */
export async function seedRecords({ world, connection, names }: Seeding): Promise<void> {
  if (!world.traffic) return
  const ours = world.traffic.route53
  const client = new route53.Route53Client({ ...connection, region: CONTROL_REGION })
  const { HostedZones = [] } = askedOf<route53.ListHostedZonesResponse>(ours, 'ListHostedZones', IN_CONTROL)
  for (const { Id, Name } of HostedZones) {
    const zone = Id?.replace('/hostedzone/', '') ?? ''
    const { HostedZone } = await client.send(new route53.CreateHostedZoneCommand({ Name, CallerReference: zone }))
    names.say(zone, HostedZone?.Id?.replace('/hostedzone/', ''))
    const Changes = ours
      .records(zone)
      // Every zone is made with these.
      .filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
      .map(record => ({ Action: 'CREATE' as const, ResourceRecordSet: record as route53.ResourceRecordSet }))
    const HostedZoneId = names.inTheirs(zone)
    await client.send(new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }))
  }
}

const IN_CONTROL = { input: {}, region: CONTROL_REGION }
