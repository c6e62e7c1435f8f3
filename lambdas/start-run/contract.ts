// Start a run for somebody: check what they ask, name it so that a repetition meets itself, record who asked, start.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { AskedOtherwise, Missing, RequestInvalid } from '../../domain/errors.ts'
import { platformName } from '../../domain/platform.ts'
import { startRequest } from '../../domain/start.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const startRun = contract({
  name: 'start-run',
  effect: 'reads',
  takes: startRequest,
  gives: z.strictObject({
    runId: z.string(),
    executionArn: z.string(),
    outcome: z.enum(['started', 'already-started']),
    message: z.string().describe('What happened, for whoever asked.'),
  }),
  /** RequestInvalid lists every fault by field; nothing was started. */
  throws: [RequestInvalid, AskedOtherwise, Missing],
  needs: p => {
    const { object, bucket, stateMachine, execution } = arns(p)
    const { controlBucket } = p.muster
    const ours = `${platformName(p)}-*`
    return [
      allow(
        ['s3:GetObject', 's3:PutObject'],
        [object(controlBucket, keys.start('*')), object(controlBucket, keys.attempt('*'))],
      ),
      // Without ListBucket a missing key answers AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucket(controlBucket)]),
      allow('states:StartExecution', [stateMachine(ours)]),
      allow('states:DescribeExecution', [execution(ours)]),
    ]
  },
  again: 'the attempt is recorded before anything starts: the same key finds the same name, and a name starts once',
})
