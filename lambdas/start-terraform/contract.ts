// Start the Terraform run that turns the recovery region up; in a drill one that only plans. Confirmed by another step.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const startTerraform = contract({
  name: 'start-terraform',
  effect: 'changes',
  takes: z.strictObject({ infrastructure: recoverySchema.shape.infrastructure }),
  gives: z.strictObject({ runId: z.string(), url: z.string().describe('Where people see it.'), adopted: z.boolean() }),
  throws: [Missing, CallRefused],
  needs: p => readTerraformToken(p),
  again: 'finds the run that an earlier attempt of this step started, by a mark in its message',
  timeout: 120,
})
