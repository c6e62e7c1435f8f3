// Is the claim that WordPress uses gone, or bound to the volume that is wanted?
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { enterCluster } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onFilesClaim } from '../files-needs.ts'

export const checkFilesClaim = check({
  name: 'check-files-claim',
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    claim: z.string(),
    wanted: z.enum(['gone', 'bound to the old volume', 'bound to the new volume', 'not bound to the new volume']),
    old: z.string().describe('Name of the volume that was bound before the run.'),
  }),
  gives: z.strictObject({ volume: z.string().nullable() }),
  watches: true,
  throws: [Missing],
  needs: p => [enterCluster(p), onFilesClaim(p).read, onFilesClaim(p).watch],
})
