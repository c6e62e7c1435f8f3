// Look for what would keep the run from mounting and copying in the cluster: claim, volume, deployment, program.
import * as z from 'zod'
import { filesSchema, kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onFilesClaim, onVolumes, readProgram } from '../files-needs.ts'

export const preflightFileMounts = contract({
  name: 'preflight-file-mounts',
  effect: 'reads',
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    files: filesSchema,
    drillNamespace: z.string().describe('Where Jobs run in a drill.'),
  }),
  gives: z.strictObject({
    blockers: z.array(z.string()).describe('What was found, what was expected, what to do.'),
    notes: z.array(z.string()).describe('What does not stop the run and is worth knowing.'),
  }),
  throws: [],
  needs: (p, mode) => [
    enterCluster(p),
    onWordpress(p).readDeployment,
    onFilesClaim(p).read,
    onVolumes(['get']),
    readProgram(p, mode),
  ],
  again: 'only reads',
})
