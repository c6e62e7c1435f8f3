// Record a person's decision and wake the run: the only function that may answer a task token.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { contract } from '../contract.ts'
import { allow, allowAnywhere, arns } from '../needs.ts'

export const decide = contract({
  name: 'decide',
  effect: 'reads',
  takes: z.strictObject({
    approvalId: z.string().regex(/^[\w-]{8,64}$/),
    verdict: z.enum(['approve', 'reject']),
    by: z.string().regex(/^[\w.@:/+=,-]{1,128}$/),
    reason: z.string().max(500),
    requesterMayApprove: z.boolean(),
  }),
  gives: z.strictObject({
    outcome: z.enum(['recorded', 'needs-another-approver', 'already-decided', 'expired', 'not-yours', 'unknown']),
    message: z.string().describe('What happened, for the person who clicked.'),
  }),
  throws: [],
  needs: p => {
    const { object, bucket } = arns(p)
    const { controlBucket } = p.muster
    return [
      allow('s3:GetObject', [
        object(controlBucket, keys.approval('*')),
        object(controlBucket, keys.decision('*', '*')),
        object(controlBucket, keys.asked('*', '*')),
      ]),
      allow('s3:PutObject', [
        object(controlBucket, keys.decision('*', '*')),
        object(controlBucket, keys.asked('*', '*')),
      ]),
      allow('s3:ListBucket', [bucket(controlBucket)]),
      allowAnywhere(
        'states:SendTaskSuccess',
        'Service Authorization Reference, Step Functions: SendTaskSuccess has no resource type',
      ),
    ]
  },
  again: 'the first decision stands; a second click is answered with what was decided',
})
