// Choose the newest snapshot of RDS itself, manual or automated, that can be used and holds no damage.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { clusterSnapshots, sourceCluster } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const chooseSnapshot = contract({
  name: 'choose-snapshot',
  effect: 'reads',
  takes: z.strictObject({
    source: z.strictObject({ id: z.string(), engineVersion: z.string(), backupRetention: z.int() }),
    window: z.strictObject({ earliest: instant, latest: instant }).describe("The source's restorable window."),
    damagedAt: instant.nullable(),
    restoreTo: instant.nullable(),
    named: z.string().nullable().describe('The only one that may be chosen. Null: the newest.'),
  }),
  gives: z.strictObject({
    moment: instant,
    reason: z.string(),
    snapshot: z.string().describe('Its ARN.'),
    passedOver: z.array(z.string()).describe('What could not be used, and why; the newest first, at most 30.'),
  }),
  throws: [RequestInvalid, Missing],
  needs: p => [allow('rds:DescribeDBClusterSnapshots', [sourceCluster(p), clusterSnapshots(p)])],
  again: 'only reads',
})
