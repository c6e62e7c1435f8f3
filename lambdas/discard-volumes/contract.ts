// Delete the volumes that this run made for a store.
import * as z from 'zod'
import { storeName } from '../../domain/monitoring/store.ts'
import { contract } from '../contract.ts'
import { describeVolumes, onRestoredVolumes } from '../monitoring-needs.ts'

export const discardVolumes = contract({
  name: 'discard-volumes',
  effect: 'changes',
  takes: z.strictObject({ store: storeName }),
  gives: z.strictObject({
    asked: z.array(z.string()),
    left: z.array(z.string()).describe('Still attached or being made.'),
  }),
  throws: [],
  needs: (p, mode) => [describeVolumes, onRestoredVolumes(p, mode, ['ec2:DeleteVolume'])],
  again: "finds by the run's tags what is there, and nothing when it never was",
})
