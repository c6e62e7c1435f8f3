// Take this run's own lock off the Terraform workspace; everybody else's stays.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const unlockWorkspace = contract({
  name: 'unlock-workspace',
  effect: 'changes',
  takes: z.strictObject({ infrastructure: recoverySchema.shape.infrastructure }),
  gives: z.strictObject({ released: z.array(z.string()).describe('No longer kept.') }),
  throws: [Missing, CallRefused],
  needs: (p, mode) => recoverOnly(mode, () => readTerraformToken(p)),
  again: 'a lock that is not this run’s is left as it is',
})
