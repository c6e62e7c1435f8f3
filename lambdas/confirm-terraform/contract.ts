// Confirm the plan: from here on Terraform builds.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const confirmTerraform = contract({
  name: 'confirm-terraform',
  effect: 'changes',
  takes: z.strictObject({ infrastructure: recoverySchema.shape.infrastructure, runId: z.string() }),
  gives: z.strictObject({ confirmed: z.boolean() }),
  throws: [CallRefused, Missing],
  needs: (p, mode) => recoverOnly(mode, () => readTerraformToken(p)),
  again: 'a run that goes on already is left to do so',
})
