// Give the run's Jobs a way to the root of a file system: a volume and a claim of their own, bound to each other.
import * as z from 'zod'
import { NameTaken } from '../../domain/errors.ts'
import { mounts } from '../../domain/files/program.ts'
import { enterCluster } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onClaims, onVolumes } from '../files-needs.ts'

export const mountFiles = contract({
  name: 'mount-files',
  effect: 'changes',
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    what: z.enum(mounts),
    fileSystem: z.string(),
    accessPoint: z.string().nullable().describe('Null mounts the root itself, as whoever the pod is.'),
    address: z
      .string()
      .nullable()
      .describe(
        'Of a mount target that was made just now: the name may not resolve for another minute (C20). Null: by name.',
      ),
    options: z.array(z.string()).describe("Those of production's volume: the file-system policy may want them."),
  }),
  gives: z.strictObject({ claim: z.string() }),
  throws: [NameTaken],
  needs: (p, mode) => [enterCluster(p), onVolumes(['create', 'get']), onClaims(p, mode, ['create', 'get'])],
  again: 'finds the volume and the claim that an earlier attempt of this run made',
})
