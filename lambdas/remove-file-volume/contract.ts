// Forget the volume of the restored file system. What it stands for is not touched.
import * as z from 'zod'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onVolumes } from '../files-needs.ts'

export const removeFileVolume = contract({
  name: 'remove-file-volume',
  effect: 'changes',
  takes: z.strictObject({ clusterName: z.string(), namespace: z.string() }),
  gives: z.strictObject({ removed: z.boolean().describe('False when there was none.') }),
  throws: [],
  needs: (p, mode) => recoverOnly(mode, () => [enterCluster(p), onVolumes(['get', 'delete'])]),
  again: 'what is gone stays gone; what is not this run’s is left alone',
})
