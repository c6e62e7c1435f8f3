// Something happened on AWS: start the drill, or propose the recovery, that the platform wants for it. Or only note it.
import * as z from 'zod'
import { doorNamed } from '../../domain/deployed-names.ts'
import { AskedOtherwise, Missing, RequestInvalid } from '../../domain/errors.ts'
import { platformName } from '../../domain/platform.ts'
import { reactionSchema } from '../../domain/platform-operations.ts'
import { reactedKey } from '../../domain/reactions.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const onEvent = contract({
  name: 'on-event',
  effect: 'reads',
  takes: z.strictObject({
    event: z.looseObject({ id: z.string(), 'detail-type': z.string(), detail: z.record(z.string(), z.unknown()) }),
    reaction: reactionSchema.nullable().describe('Null: the event is only written to the log.'),
  }),
  gives: z.strictObject({
    outcome: z.enum(['noted', 'left', 'started', 'already-started']),
    run: z.string().nullable(),
    why: z.string(),
  }),
  throws: [RequestInvalid, AskedOtherwise, Missing],
  needs: p => {
    const { object, bucket, lambda } = arns(p)
    const { controlBucket } = p.muster
    return [
      allow('lambda:InvokeFunction', [lambda(doorNamed(platformName(p), 'start-run'))]),
      allow(['s3:GetObject', 's3:PutObject'], [object(controlBucket, reactedKey('*'))]),
      // Without ListBucket a reaction that never did anything would answer AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucket(controlBucket)]),
    ]
  },
  again: 'the same event asks for a run under the same key, which starts once',
})
