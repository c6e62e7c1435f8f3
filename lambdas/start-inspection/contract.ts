// Have a Job in the drill's namespace mount a restored volume read-only and look into it.
import * as z from 'zod'
import { NameTaken } from '../../domain/errors.ts'
import { restoredVolumeSchema, storeSchema } from '../../domain/monitoring/store.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onDrillClaims, onVolumes } from '../monitoring-needs.ts'

export const startInspection = contract({
  name: 'start-inspection',
  effect: 'changes',
  takes: z.strictObject({
    clusterName: z.string(),
    drill: drillSchema,
    image: z.string().describe('A stock Node image, pinned by digest.'),
    store: storeSchema,
    made: restoredVolumeSchema,
  }),
  gives: z.strictObject({
    job: z.string(),
    expected: z.int().describe('Seconds that reading all of the volume takes, if it is full.'),
  }),
  throws: [NameTaken],
  needs: p => [
    enterCluster(p),
    onVolumes(['create', 'get']),
    onDrillClaims(p, ['create', 'get']),
    onDrillJobs(p, ['create', 'get']),
  ],
  again: 'finds the volume, claim and Job that an earlier attempt of this run created',
})
