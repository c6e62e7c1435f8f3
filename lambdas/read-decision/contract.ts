// Read what was decided. The callback only wakes the machine; the decision record alone is believed.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { DecisionExpired, OperatorAborted, Rejected } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const readDecision = contract({
  name: 'read-decision',
  effect: 'reads',
  takes: z.strictObject({ title: z.string() }),
  gives: z.strictObject({ by: z.array(z.string()), reason: z.string() }),
  throws: [Rejected, DecisionExpired, OperatorAborted],
  needs: p => {
    const { object, bucket } = arns(p)
    const { controlBucket } = p.muster
    return [
      allow('s3:GetObject', [
        object(controlBucket, keys.asked('*', '*')),
        object(controlBucket, keys.decision('*', '*')),
        object(controlBucket, keys.operator('*')),
      ]),
      // Without ListBucket a missing key answers AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucket(controlBucket)]),
    ]
  },
  again: 'only reads',
})
