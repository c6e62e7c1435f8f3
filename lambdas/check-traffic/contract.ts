// Do new visitors come to the recovery region? Its alarm has heard the flag, and the site's name leads there.
import * as z from 'zod'
import { recoverySchema } from '../../domain/platform.ts'
import { check } from '../contract.ts'
import { readAlarms } from '../region-needs.ts'

export const checkTraffic = check({
  name: 'check-traffic',
  takes: z.strictObject({
    traffic: recoverySchema.shape.traffic,
    url: z.url().describe('Of the site.'),
    privateUrl: z.url().describe('Of the load balancer that it shall lead to.'),
  }),
  gives: z.strictObject({ addresses: z.array(z.string()) }),
  throws: [],
  needs: p => (p.recovery.traffic.by === 'flag' ? [readAlarms(p)] : []),
})
