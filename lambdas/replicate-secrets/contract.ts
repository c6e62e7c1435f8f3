// Make the database's secrets replicas of the primary region's again, if that answers. The undo of promote-secrets.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'
import { atHome } from '../region-needs.ts'

export const replicateSecrets = contract({
  name: 'replicate-secrets',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    secrets: z.array(z.string()).min(1),
    home: z.string().describe('The region whose secrets they were replicas of.'),
    days: z.int().min(1),
  }),
  gives: z.strictObject({
    replicated: z.array(z.string()),
    retained: z
      .array(z.strictObject({ id: z.string(), why: z.string(), until: instant }))
      .describe('Those that stay secrets of their own, because the primary region does not answer.'),
  }),
  throws: [],
  needs: (p, mode) => {
    const { secret, masterSecret, readerSecret } = p.database
    const all = [secret, masterSecret, readerSecret]
    return recoverOnly(mode, () => [
      allow('secretsmanager:DescribeSecret', all.map(arns(p).secret)),
      allow(
        ['secretsmanager:ReplicateSecretToRegions', 'secretsmanager:RemoveRegionsFromReplication'],
        all.map(atHome(p).secret),
      ),
    ])
  },
  again: 'a secret that is a replica is left as it is',
})
