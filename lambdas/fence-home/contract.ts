// Stop WordPress in the region that was lost, if that answers: two regions must never both take writes. Best effort.
import * as z from 'zod'
import { kubernetesSchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onWordpressAtHome } from '../region-needs.ts'

export const fenceHome = contract({
  name: 'fence-home',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ kubernetes: kubernetesSchema, region: z.string(), clusterName: z.string() }),
  gives: z.strictObject({
    fenced: z.boolean(),
    found: z.string().describe('What was done, or why it could not be.'),
  }),
  throws: [],
  needs: (p, mode) => recoverOnly(mode, () => onWordpressAtHome(p)),
  again: 'sets the same values again; how many replicas there were is remembered beside them the first time',
})
