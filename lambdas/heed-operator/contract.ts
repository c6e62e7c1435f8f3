// Between phases: go on, unless the operator has aborted or paused the run.
import * as z from 'zod'
import { OperatorAborted, Yielded } from '../../domain/errors.ts'
import { check } from '../contract.ts'

export const heedOperator = check({
  name: 'heed-operator',
  takes: z.strictObject({ phase: z.string() }),
  gives: z.strictObject({ phase: z.string() }),
  throws: [OperatorAborted, Yielded],
  needs: () => [],
})
