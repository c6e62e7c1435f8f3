// Write down what was lost, and what people must do so that this region is the primary one from now on.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'

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
  }),
  gives: z.strictObject({
    report: z.array(z.strictObject({ title: z.string(), text: z.string() })),
    platform: z
      .strictObject({ clusterId: z.string(), fileSystemId: z.string() })
      .describe('What changes in the platform file beside the regions.'),
  }),
  throws: [],
  needs: () => [],
  again: 'only writes the journal',
})
