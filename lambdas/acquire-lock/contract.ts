// Take the platform's lock, so that two runs never work on one platform. A real run takes it from a drill.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { LockHeld } from '../../domain/errors.ts'
import { platformName } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const acquireLock = contract({
  name: 'acquire-lock',
  effect: 'changes',
  takes: z.strictObject({}),
  gives: z.strictObject({
    fence: z.int().describe('Grows each time the lock changes hands.'),
    takenFrom: z.string().nullable().describe('The run that held it before, if it was not free.'),
  }),
  throws: [LockHeld],
  needs: (p, mode) => {
    const { object, execution } = arns(p)
    const bucket = p.muster.controlBucket
    return [
      allow(['s3:GetObject', 's3:PutObject'], [object(bucket, keys.lock(platformName(p)))]),
      // A real run tells a drill to give way.
      ...(mode === 'recover' ? [allow('s3:PutObject', [object(bucket, keys.operator('*'))])] : []),
      allow('states:DescribeExecution', [execution(`${platformName(p)}-*`)]),
      // Was its owner unwound? Without ListBucket a record that is not there would answer AccessDenied.
      allow('s3:GetObject', [object(bucket, keys.record('*'))]),
      allow('s3:ListBucket', [arns(p).bucket(bucket)]),
    ]
  },
  again: 'a lock that this run already holds is simply held',
})
