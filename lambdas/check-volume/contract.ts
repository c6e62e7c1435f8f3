// Wait until the restored volume is available, and look whether it is what was asked for: type, key, zone, size, tags.
import * as z from 'zod'
import { NotProven, RestoreFailed } from '../../domain/errors.ts'
import { restoredVolumeSchema, storeSchema } from '../../domain/monitoring/store.ts'
import { check } from '../contract.ts'
import { describeVolumes } from '../monitoring-needs.ts'

export const checkVolume = check({
  name: 'check-volume',
  takes: z.strictObject({
    store: storeSchema,
    made: restoredVolumeSchema,
    kmsKeyId: z.string(),
    attachTags: z.record(z.string(), z.string()),
    forebears: z.array(z.string()).describe('ARNs of the volumes whose data it holds.'),
  }),
  gives: z.strictObject({ id: z.string(), proofs: z.array(z.string()) }),
  throws: [RestoreFailed, NotProven],
  watches: true,
  needs: () => [describeVolumes],
})
