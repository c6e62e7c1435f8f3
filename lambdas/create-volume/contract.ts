// Make a volume from a recovery point: gp3, encrypted, in the zone of a node that can run the store, tagged so that it can be attached.
import * as z from 'zod'
import { restoredVolumeSchema, storeSchema } from '../../domain/monitoring/store.ts'
import { contract } from '../contract.ts'
import { createVolumes, describeSnapshots, describeVolumes, useKeyThroughEc2 } from '../monitoring-needs.ts'

export const createVolume = contract({
  name: 'create-volume',
  effect: 'changes',
  takes: z.strictObject({
    store: storeSchema,
    snapshot: z.string().describe('Id of the snapshot that is the recovery point.'),
    kmsKeyId: z.string(),
    attachTags: z.record(z.string(), z.string()),
    forebears: z.array(z.string()).describe('ARNs of the volumes whose data it holds.'),
  }),
  gives: restoredVolumeSchema,
  throws: [],
  needs: (p, mode) => [describeVolumes, describeSnapshots, ...createVolumes(p, mode), ...useKeyThroughEc2(p)],
  again: "EC2 gives the same volume for the same token, and one with this run's tags is adopted",
})
