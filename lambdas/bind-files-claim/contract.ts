// Make the claim that WordPress uses again, bound to the new volume, or as undo to the old one.
import * as z from 'zod'
import { Missing, NameTaken, Unavailable } from '../../domain/errors.ts'
import { fileVolume } from '../../domain/files/volume.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onFilesClaim, onVolumes } from '../files-needs.ts'

export const bindFilesClaim = contract({
  name: 'bind-files-claim',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    like: fileVolume,
    to: z.enum(['the old volume', 'the new volume']),
  }),
  gives: z.strictObject({ volume: z.string() }),
  throws: [Missing, NameTaken, Unavailable],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onFilesClaim(p).read,
      onFilesClaim(p).create,
      onVolumes(['get', 'patch']),
    ]),
  again: 'a claim that leads to that volume already is left as it is',
})
