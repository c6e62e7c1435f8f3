// Resolvers keep the old answer for its TTL, and some for longer: what is ready here is ready for new visitors.
import { toMillis } from '../../domain/instant.ts'
import { waitsOf } from '../../domain/region/traffic.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { cloudwatch } from '../gateways/cloudwatch.ts'
import { names } from '../gateways/names.ts'
import { implement } from '../implement.ts'
import { checkTraffic } from './contract.ts'

/** Seconds from the alarm until the health check has taken it up; asked before, a resolver keeps the old answer for its TTL. */
const TAKEN_UP = 10

export const run = implement(
  checkTraffic,
  { cloudwatch, names },
  async ({ traffic, url, privateUrl }, { cloudwatch, names, clock }) => {
    const name = new URL(url).hostname
    const [alarm = null] = traffic.by === 'flag' ? await cloudwatch.alarms([traffic.alarm]) : []
    if (alarm && alarm.state !== 'ALARM') return pending(`the alarm ${alarm.name} is ${alarm.state}`)
    if (alarm?.since && clock.now() < toMillis(alarm.since) + TAKEN_UP * 1000)
      return pending(`the alarm ${alarm.name} has heard the flag; the health check takes it up`)
    const addresses = [...(await names.addressesOf(name))]
    const wanted = await names.addressesOf(new URL(privateUrl).hostname)
    const waits = waitsOf({ name, addresses, wanted })
    return waits.length === 0 ? ready({ addresses }) : pending(waits.join('; '))
  },
)

export const handler = asLambda(run)
