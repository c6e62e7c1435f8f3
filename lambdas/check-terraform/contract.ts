// Has the Terraform run planned, or applied? A plan that would destroy anything is refused.
import * as z from 'zod'
import { InfrastructureFailed, Missing } from '../../domain/errors.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { check } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const checkTerraform = check({
  name: 'check-terraform',
  takes: z.strictObject({
    infrastructure: recoverySchema.shape.infrastructure,
    runId: z.string(),
    until: z.enum(['planned', 'applied']),
  }),
  gives: z.strictObject({
    changes: z.string().describe('Additions, changes and destructions, in words.'),
    toConfirm: z.boolean().describe('False: there is nothing to change, or the run only plans.'),
  }),
  throws: [InfrastructureFailed, Missing],
  watches: true,
  needs: p => readTerraformToken(p),
})
