// Are there nodes enough to restore onto? Without any, every pod would wait for ever.
import * as z from 'zod'
import { enterCluster } from '../application-needs.ts'
import { check } from '../contract.ts'
import { listNodes, watchNodes } from '../monitoring-needs.ts'

export const checkNodes = check({
  name: 'check-nodes',
  takes: z.strictObject({ clusterName: z.string(), nodes: z.int().min(1) }),
  gives: z.strictObject({ ready: z.int() }),
  watches: true,
  throws: [],
  needs: p => [enterCluster(p), listNodes, watchNodes],
})
