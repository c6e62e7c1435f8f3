// Start the drill's client: a Job in the isolated namespace that connects to the restored cluster, reads, and exits.
import * as z from 'zod'
import { NameTaken } from '../../domain/errors.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs } from '../application-needs.ts'
import { contract } from '../contract.ts'

export const startDrillClient = contract({
  name: 'start-drill-client',
  effect: 'changes',
  takes: z.strictObject({
    clusterName: z.string(),
    drill: drillSchema,
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    database: z.string().min(1),
  }),
  gives: z.strictObject({ job: z.string() }),
  throws: [NameTaken],
  needs: p => [enterCluster(p), onDrillJobs(p, ['create', 'get'])],
  again: 'finds the Job that an earlier attempt of this run created',
})
