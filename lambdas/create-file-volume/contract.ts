// Describe the restored file system to the cluster as a volume, reserved for the claim that WordPress uses.
import * as z from 'zod'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { fileVolume } from '../../domain/files/volume.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onVolumes } from '../files-needs.ts'

export const createFileVolume = contract({
  name: 'create-file-volume',
  effect: 'changes',
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    like: fileVolume,
    fileSystem: z.string(),
    counterparts: z.record(z.string(), z.string()).describe('Access points, by those of the source.'),
  }),
  gives: z.strictObject({ name: z.string(), handle: z.string() }),
  throws: [NameTaken, Missing],
  needs: (p, mode) => recoverOnly(mode, () => [enterCluster(p), onVolumes(['create', 'get'])]),
  again: 'finds the volume that an earlier attempt of this run made',
})
