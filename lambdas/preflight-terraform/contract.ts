// Look whether Terraform could be run: does it answer, take the token, and is the workspace free? Nothing where none is needed.
import * as z from 'zod'
import { recoverySchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { readTerraformToken } from '../terraform-needs.ts'

export const preflightTerraform = contract({
  name: 'preflight-terraform',
  effect: 'reads',
  takes: z.strictObject({ infrastructure: recoverySchema.shape.infrastructure }),
  gives: z.strictObject({ blockers: z.array(z.string()), notes: z.array(z.string()) }),
  throws: [],
  needs: p => readTerraformToken(p),
  again: 'only reads',
})
