// Refuse to begin when anything was found that would stop the run later.
import * as z from 'zod'
import { PreflightFailed } from '../../domain/errors.ts'
import { contract } from '../contract.ts'

export const judgePreflight = contract({
  name: 'judge-preflight',
  effect: 'reads',
  takes: z.strictObject({
    findings: z.array(z.strictObject({ blockers: z.array(z.string()), notes: z.array(z.string()) })),
  }),
  gives: z.strictObject({ notes: z.array(z.string()) }),
  throws: [PreflightFailed],
  needs: () => [],
  again: 'only computes',
})
