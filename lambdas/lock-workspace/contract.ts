// Lock the Terraform workspace: no other run may take down, or rebuild, what is being restored into.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const lockWorkspace = contract({
  name: 'lock-workspace',
  effect: 'changes',
  takes: z.strictObject({ infrastructure: recoverySchema.shape.infrastructure, days: z.int().min(1) }),
  gives: z.strictObject({
    locked: z.boolean(),
    by: z.string().describe('Who else holds it; empty when this run does. Theirs keeps other runs out as well.'),
    retained: z
      .array(z.strictObject({ id: z.string(), why: z.string(), until: instant }))
      .describe('The lock, which stays when the run is held; unlocking releases it.'),
  }),
  throws: [Missing, CallRefused],
  needs: (p, mode) => recoverOnly(mode, () => readTerraformToken(p)),
  again: 'a lock that this run holds already is simply held',
})
