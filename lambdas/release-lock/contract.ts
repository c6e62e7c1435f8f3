// Release the platform's lock, if this run holds it.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const releaseLock = contract({
  name: 'release-lock',
  effect: 'reads',
  takes: z.strictObject({}),
  gives: z.strictObject({ released: z.boolean() }),
  throws: [],
  needs: p => {
    const { object, bucket } = arns(p)
    const lock = object(p.muster.controlBucket, keys.lock(platformName(p)))
    // Without ListBucket a lock that was never taken answers AccessDenied instead of NoSuchKey.
    return [
      allow(['s3:GetObject', 's3:DeleteObject'], [lock]),
      allow('s3:ListBucket', [bucket(p.muster.controlBucket)]),
    ]
  },
  again: 'a lock that is gone or another run’s is left alone',
})
