// A flag raised and lowered within a minute counts as raised for that minute: it is lowered until the name leads away.
import { leadsThere } from '../../domain/region/traffic.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { cloudwatch } from '../gateways/cloudwatch.ts'
import { names } from '../gateways/names.ts'
import { siteRecords } from '../gateways/site-records.ts'
import { implement } from '../implement.ts'
import { restoreTraffic } from './contract.ts'

const LOWERED = 0

export const run = implement(
  restoreTraffic,
  { cloudwatch, siteRecords, names },
  async ({ traffic, url, privateUrl }, { cloudwatch, siteRecords, names }) => {
    const [name, here] = [url, privateUrl].map(each => new URL(each).hostname) as [string, string]
    if (traffic.by === 'record') await siteRecords.leadTo('primary', { ...traffic, name })
    else await cloudwatch.put(traffic.flag, LOWERED)
    const [alarm] = traffic.by === 'flag' ? await cloudwatch.alarms([traffic.alarm]) : []
    const [addresses, wanted] = [await names.addressesOf(name), await names.addressesOf(here)]
    const still = leadsThere({ addresses, wanted })
    if (!still && alarm?.state !== 'ALARM') return ready({})
    return pending(still ? `${name} still leads here` : `the alarm ${alarm?.name ?? ''} has not heard of it yet`)
  },
)

export const handler = asLambda(run)
