// Ask External Secrets to copy the secret into Kubernetes now instead of at its next interval (one hour by default).
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'

export const syncSecret = contract({
  name: 'sync-secret',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    versionId: z.string().describe('The version that is to arrive.'),
  }),
  gives: z.strictObject({ requestedAt: instant }),
  throws: [Missing],
  needs: (p, mode) => recoverOnly(mode, () => [enterCluster(p), onWordpress(p).askForCopy]),
  again: 'the annotation has one value per run and step: once it is there, nothing is asked again',
})
