// Watch the site until the commit window has passed, or a person decides earlier to commit or to go back.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { RollbackDecided, Unhealthy } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress } from '../application-needs.ts'
import { check } from '../contract.ts'
import { emitting } from '../events-needs.ts'
import { allow, arns } from '../needs.ts'

export const checkCommitWindow = check({
  name: 'check-commit-window',
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    url: z.url(),
    path: z.string().startsWith('/'),
    contains: z.string().min(1),
    openedAt: instant.nullable().describe('Null: the window opens with the first poll.'),
    minutes: z.int().min(1),
  }),
  gives: z.strictObject({ committedBy: z.string().describe('`window`, or the person who committed.'), at: instant }),
  throws: [RollbackDecided, Unhealthy],
  needs: p => {
    const { object, bucket } = arns(p)
    const { controlBucket } = p.muster
    return [
      enterCluster(p),
      onWordpress(p).readDeployment,
      allow('s3:GetObject', [object(controlBucket, keys.turn('*')), object(controlBucket, keys.commitWindow('*'))]),
      allow('s3:PutObject', [object(controlBucket, keys.commitWindow('*'))]),
      emitting(p, 'Commit Window Opened'),
      // Without ListBucket a missing key answers AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucket(controlBucket)]),
    ]
  },
  again:
    'what is known between polls is written on condition that nobody else wrote; a poll repeated at once counts once',
})
