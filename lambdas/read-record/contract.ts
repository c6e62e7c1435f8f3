// Read a run's record back, so that a run that no Catch could end is unwound through its own undo chain.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { Missing } from '../../domain/errors.ts'
import { runRef } from '../../domain/run.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const readRecord = contract({
  name: 'read-record',
  effect: 'reads',
  takes: z.strictObject({
    steps: z.array(z.string()).describe('Steps that have an undo.'),
    results: z.array(z.string()).describe('Steps whose results the undo chain refers to.'),
    servingFrom: z.array(z.string()).describe('Steps that begin when users write to what was restored.'),
    servingOnce: z.array(z.string()).describe('Steps by whose end users do: one, or none.'),
    provedFrom: z.array(z.string()).describe('Steps after which what was restored is worth keeping.'),
    reason: z.string(),
  }),
  gives: z.strictObject({
    run: runRef,
    request: z.record(z.string(), z.unknown()),
    begun: z.record(z.string(), z.boolean()),
    touched: z.boolean(),
    serving: z.boolean(),
    proved: z.boolean(),
    afterCutover: z.enum(['hold', 'rollback']),
    failure: z.strictObject({ step: z.string(), title: z.string(), error: z.string(), cause: z.string() }),
    results: z.record(z.string(), z.unknown()),
  }),
  throws: [Missing],
  needs: p => {
    const { object, bucket } = arns(p)
    return [
      allow('s3:GetObject', [object(p.muster.controlBucket, `${keys.journal('*')}*`)]),
      allow('s3:ListBucket', [bucket(p.muster.controlBucket)]),
    ]
  },
  again: 'only reads',
})
