// Check the request against its scenario, and find who asked: every fault at once, before anything is touched.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { RequestInvalid } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { emitting } from '../events-needs.ts'
import { allow, arns } from '../needs.ts'

export const checkRequest = contract({
  name: 'check-request',
  effect: 'reads',
  takes: z.strictObject({ given: z.unknown() }),
  /**
   * The request with its defaults; the scenario's own schema says what is in it. `requestedBy` is who asked, as the
   * record of the start says, whatever the request says: null when there is none, and then two must approve.
   */
  gives: z.looseObject({ requestedBy: z.string().nullable() }),
  throws: [RequestInvalid],
  needs: p => {
    const { object, bucket } = arns(p)
    const { controlBucket } = p.muster
    return [
      emitting(p, 'Run Started'),
      allow('s3:GetObject', [object(controlBucket, keys.start('*'))]),
      // Without ListBucket a run that was started in the console would answer AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucket(controlBucket)]),
    ]
  },
  again: 'only reads',
})
