// Start WordPress in the region that was thought lost, if this run had stopped it. The undo of fence-home.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { Unavailable } from '../../domain/errors.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'
import { onWordpressAtHome } from '../region-needs.ts'

export const unfenceHome = contract({
  name: 'unfence-home',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    region: z.string(),
    clusterName: z.string(),
    step: z.string().describe('The step that fenced.'),
  }),
  gives: z.strictObject({ started: z.boolean(), found: z.string() }),
  throws: [Unavailable],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      ...onWordpressAtHome(p),
      allow(
        's3:GetObject',
        [keys.intent('*', '*'), keys.result('*', '*')].map(key => arns(p).object(p.muster.controlBucket, key)),
      ),
      allow('s3:ListBucket', arns(p).bucket(p.muster.controlBucket)),
    ]),
  again: 'what carries no mark of this run is left as it is',
})
