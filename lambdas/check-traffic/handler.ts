// Resolvers keep the old answer for its TTL, and some for longer: what is ready here is ready for new visitors.
import { waitsOf } from '../../domain/region/traffic.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { cloudwatch } from '../gateways/cloudwatch.ts'
import { names } from '../gateways/names.ts'
import { implement } from '../implement.ts'
import { checkTraffic } from './contract.ts'

export const run = implement(
  checkTraffic,
  { cloudwatch, names },
  async ({ traffic, url, privateUrl }, { cloudwatch, names }) => {
    const name = new URL(url).hostname
    const [alarm = null] = traffic.by === 'flag' ? await cloudwatch.alarms([traffic.alarm]) : []
    const addresses = [...(await names.addressesOf(name))]
    const wanted = await names.addressesOf(new URL(privateUrl).hostname)
    const waits = waitsOf({ name, addresses, wanted, alarm })
    return waits.length === 0 ? ready({ addresses }) : pending(waits.join('; '))
  },
)

export const handler = asLambda(run)
