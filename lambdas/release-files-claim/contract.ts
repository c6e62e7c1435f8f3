// Give up the claim that WordPress uses, after its volume was told to stay.
import * as z from 'zod'
import { Missing, Unavailable } from '../../domain/errors.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onFilesClaim, onVolumes } from '../files-needs.ts'

export const releaseFilesClaim = contract({
  name: 'release-files-claim',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    claim: z.string(),
    from: z.enum(['the old volume', 'the new volume']),
    old: z.string().describe('Name of the volume that was bound before the run.'),
  }),
  gives: z.strictObject({ released: z.boolean().describe('False: the claim was not bound to that volume.') }),
  throws: [Missing, Unavailable],
  needs: (p, mode) => recoverOnly(mode, () => [enterCluster(p), onFilesClaim(p).release, onVolumes(['get', 'patch'])]),
  again: 'a claim that is gone stays gone, and one that leads elsewhere is left alone',
})
