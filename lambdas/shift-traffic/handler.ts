// The flag needs nothing outside this region: DNS and health checks go on while Route 53's own API is down.
import { asLambda } from '../as-lambda.ts'
import { cloudwatch } from '../gateways/cloudwatch.ts'
import { siteRecords } from '../gateways/site-records.ts'
import { implement } from '../implement.ts'
import { shiftTraffic } from './contract.ts'

const RAISED = 1

export const run = implement(
  shiftTraffic,
  { cloudwatch, siteRecords },
  async ({ traffic, url }, { cloudwatch, siteRecords }) => {
    if (traffic.by === 'flag') await cloudwatch.put(traffic.flag, RAISED)
    else await siteRecords.leadTo('recovery', { ...traffic, name: new URL(url).hostname })
    return { by: traffic.by }
  },
)

export const handler = asLambda(run)
