// Send visitors back to the primary region, and see that it is so. The undo of shift-traffic.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { readAlarms } from '../region-needs.ts'
import { movingTraffic } from '../traffic-needs.ts'

export const restoreTraffic = check({
  name: 'restore-traffic',
  production: true,
  takes: z.strictObject({
    traffic: recoverySchema.shape.traffic,
    url: z.url().describe('Of the site.'),
    privateUrl: z.url().describe('Of the load balancer that it shall lead to no more.'),
  }),
  gives: z.strictObject({}),
  throws: [Missing],
  needs: (p, mode) => recoverOnly(mode, () => [...movingTraffic(p), readAlarms(p)]),
  again: 'says the same again, which changes nothing',
})
