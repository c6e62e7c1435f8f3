// Wait until every block of the recovery point is on the restored volume, or for so long that waiting would help nobody.
import * as z from 'zod'
import { RestoreFailed } from '../../domain/errors.ts'
import { restoredVolumeSchema } from '../../domain/monitoring/store.ts'
import { check } from '../contract.ts'
import { describeVolumeStatus } from '../monitoring-needs.ts'

export const checkInitialized = check({
  name: 'check-initialized',
  takes: z.strictObject({ made: restoredVolumeSchema }),
  gives: z.strictObject({
    whole: z.boolean().describe('False: its first reads may still be slow.'),
    note: z.string(),
  }),
  throws: [RestoreFailed],
  tellsLeft: true,
  needs: () => [describeVolumeStatus],
})
