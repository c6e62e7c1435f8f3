// Stop the Terraform run of this run if it is not over; what it has built stays, and is named.
import * as z from 'zod'
import { Missing, Unavailable } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const stopTerraform = contract({
  name: 'stop-terraform',
  effect: 'changes',
  takes: z.strictObject({
    infrastructure: recoverySchema.shape.infrastructure,
    step: z.string().describe('The step that started it.'),
    days: z.int().min(1),
  }),
  gives: z.strictObject({
    stopped: z.boolean(),
    retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: instant })),
  }),
  throws: [Missing, Unavailable],
  needs: p => readTerraformToken(p),
  again: 'a run that is over is left as it is, and where none was started there is none to stop',
  timeout: 120,
})
