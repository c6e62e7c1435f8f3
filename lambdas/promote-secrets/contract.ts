// Make the replicas of the database's secrets secrets of their own: a replica cannot be pointed elsewhere, nor rotated.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const promoteSecrets = contract({
  name: 'promote-secrets',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ secrets: z.array(z.string()).min(1) }),
  gives: z.strictObject({
    promoted: z.array(z.string()).describe('Names; those that were no replicas any more are not among them.'),
  }),
  throws: [Missing, CallRefused],
  needs: (p, mode) => {
    const { secret, masterSecret, readerSecret } = p.database
    const all = [secret, masterSecret, readerSecret].map(arns(p).secret)
    return recoverOnly(mode, () => [
      allow(['secretsmanager:DescribeSecret', 'secretsmanager:StopReplicationToReplica'], all),
    ])
  },
  again: 'a secret that is no replica any more is left as it is',
})
