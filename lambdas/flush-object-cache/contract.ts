// Flush the object cache by replacing its pods: it would go on serving rows that the restored database does not have.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allowInCluster } from '../needs.ts'

export const flushObjectCache = contract({
  name: 'flush-object-cache',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ kubernetes: kubernetesSchema }),
  gives: z.strictObject({ restarted: z.boolean().describe('False when the platform has no object cache.') }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => {
      const { namespace, objectCache } = p.kubernetes
      if (objectCache === null) return []
      return [
        enterCluster(p),
        allowInCluster({
          apiGroup: 'apps',
          resource: 'deployments',
          verbs: ['patch'],
          namespace,
          names: [objectCache],
        }),
      ]
    }),
  again: 'the annotations have one value per run and step, and an equal value replaces no pod',
})
