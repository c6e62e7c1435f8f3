// Write how the run ended: the record into the control bucket, the report into the evidence bucket.
import * as z from 'zod'
import { keys, reportKeys } from '../../domain/control-records.ts'
import { endings } from '../../domain/run.ts'
import { contract } from '../contract.ts'
import { allow, arns, evidenceKey } from '../needs.ts'

export const writeReport = contract({
  name: 'write-report',
  effect: 'reads',
  takes: z.strictObject({
    outcome: z.enum(endings),
    cause: z.string(),
    leftovers: z.array(z.strictObject({ step: z.string(), undo: z.string(), error: z.string(), cause: z.string() })),
    retainDays: z.int(),
  }),
  gives: z.strictObject({ report: z.string() }),
  throws: [],
  needs: p => {
    const { object, bucket } = arns(p)
    const { controlBucket, evidenceBucket } = p.muster
    const { json, markdown } = reportKeys('*')
    return [
      allow('s3:GetObject', [object(controlBucket, `${keys.journal('*')}*`)]),
      allow('s3:ListBucket', [bucket(controlBucket)]),
      allow('s3:PutObject', [object(controlBucket, keys.record('*'))]),
      allow(
        ['s3:PutObject', 's3:PutObjectRetention'],
        [object(evidenceBucket, json), object(evidenceBucket, markdown)],
      ),
      evidenceKey(p),
    ]
  },
  again: 'writes the same report anew',
})
