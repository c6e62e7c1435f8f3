// Send visitors to the recovery region: raise the flag that fails the primary record, or change the records' weights.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { movingTraffic } from '../traffic-needs.ts'

export const shiftTraffic = contract({
  name: 'shift-traffic',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ traffic: recoverySchema.shape.traffic, url: z.url().describe('Of the site.') }),
  gives: z.strictObject({ by: z.enum(['flag', 'record']) }),
  throws: [Missing],
  needs: (p, mode) => recoverOnly(mode, () => movingTraffic(p)),
  again: 'says the same again, which changes nothing',
})
