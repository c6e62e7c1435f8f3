// Compare the restored cluster with its source, field by field, and say what can be repaired.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { ConfigurationDiffers, Missing } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { describeRestored } from '../database-needs.ts'

export const compareConfiguration = contract({
  name: 'compare-configuration',
  effect: 'reads',
  takes: z.strictObject({
    source: clusterDescription,
    cluster: z.string(),
    strict: z.boolean().describe('Fail on a critical difference that nobody explained.'),
  }),
  gives: z.strictObject({
    checked: z.int(),
    differences: z.array(
      z.strictObject({
        field: z.string(),
        source: z.string(),
        restored: z.string(),
        critical: z.boolean(),
        explained: z.string().nullable(),
      }),
    ),
    repairable: z.array(z.string()),
    unexplained: z.int().describe('Critical differences without an explanation.'),
  }),
  throws: [ConfigurationDiffers, Missing],
  needs: (p, mode) => describeRestored(p, mode),
  again: 'only reads',
})
