// Ask a person to decide: store the question with its token on the server side, and tell people.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { OperatorAborted } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { emitting } from '../events-needs.ts'
import { allow, arns } from '../needs.ts'

export const requestDecision = contract({
  name: 'request-decision',
  effect: 'reads',
  takes: z.strictObject({
    title: z.string(),
    within: z.int().describe('Seconds until silence counts as a no.'),
    facts: z.record(z.string(), z.unknown()).describe('What the approver is shown, and what is recorded.'),
    topic: z.string(),
    requestedBy: z.string().nullable(),
    requesterMayApprove: z.boolean().describe('Break-glass: the platform lets people approve what they asked for.'),
  }),
  gives: z.strictObject({ approvalId: z.string() }),
  throws: [OperatorAborted],
  needs: p => {
    const { object, bucket: bucketArn, topic } = arns(p)
    const bucket = p.muster.controlBucket
    return [
      allow('s3:PutObject', [object(bucket, keys.approval('*')), object(bucket, keys.asked('*', '*'))]),
      allow('s3:GetObject', [object(bucket, keys.operator('*'))]),
      // Without ListBucket a run without operator's word would answer AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucketArn(bucket)]),
      emitting(p, 'Decision Needed'),
      allow('sns:Publish', [topic(p.muster.topic)]),
    ]
  },
  again: 'asks again under a new id and token; the latest question is the one that counts',
})
