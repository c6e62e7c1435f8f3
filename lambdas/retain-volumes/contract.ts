// Keep the volumes that this run restored instead of deleting them: they are proved, and hold what was written since.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { storeName } from '../../domain/monitoring/store.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { describeVolumes, onRestoredVolumes } from '../monitoring-needs.ts'

export const retainVolumes = contract({
  name: 'retain-volumes',
  effect: 'changes',
  takes: z.strictObject({ store: storeName, why: z.string(), days: z.int().min(1) }),
  gives: z.strictObject({
    retained: z
      .array(z.strictObject({ id: z.string(), why: z.string(), until: instant }))
      .describe('Empty when nothing was restored.'),
  }),
  throws: [],
  // A drill keeps nothing.
  needs: (p, mode) => recoverOnly(mode, () => [describeVolumes, onRestoredVolumes(p, mode, ['ec2:CreateTags'])]),
  again: 'sets the same tags; the time until it is kept counts from the latest attempt',
})
