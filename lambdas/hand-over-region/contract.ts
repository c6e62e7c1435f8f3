// Write down what was lost, and what people must do so that this region is the primary one from now on.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { keys } from '../../domain/control-records.ts'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const handOverRegion = contract({
  name: 'hand-over-region',
  // It changes nothing but the journal, from which the report takes its sections.
  effect: 'changes',
  takes: z.strictObject({
    cluster: clusterDescription,
    restored: z.string(),
    fileSystem: z.string(),
    moments: z.strictObject({ database: instant, files: instant }),
    lostAt: instant,
    regions: z.strictObject({ lost: z.string(), serving: z.string() }),
    fence: z.string(),
    backupPlan: z.string().nullable(),
    unplaced: z
      .string()
      .describe('The step that noted what AWS Backup could not place; it need not have been come to.'),
    days: z.int().min(1).describe('How long that is kept for somebody to look at.'),
  }),
  gives: z.strictObject({
    report: z.array(z.strictObject({ title: z.string(), text: z.string() })),
    retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: instant })),
    platform: z
      .strictObject({ clusterId: z.string(), fileSystemId: z.string() })
      .describe('What changes in the platform file beside the regions.'),
  }),
  throws: [],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      allow('s3:GetObject', arns(p).object(p.muster.controlBucket, keys.result('*', '*'))),
      allow('s3:ListBucket', arns(p).bucket(p.muster.controlBucket)),
    ]),
  again: 'only writes the journal',
})
