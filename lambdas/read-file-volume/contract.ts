// Remember how WordPress mounts its files: all that a swap, in either direction, needs.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { fileVolume } from '../../domain/files/volume.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onFilesClaim, onVolumes } from '../files-needs.ts'

export const readFileVolume = contract({
  name: 'read-file-volume',
  effect: 'reads',
  takes: z.strictObject({ kubernetes: kubernetesSchema, claim: z.string() }),
  gives: fileVolume,
  throws: [Missing],
  needs: p => [enterCluster(p), onFilesClaim(p).read, onVolumes(['get'])],
  again: 'only reads; the first reading is the one that is recorded',
})
