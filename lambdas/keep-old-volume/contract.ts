// Keep the old disk of a store on purpose: say why and until when on the disk itself, and what is left to do by hand.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { restoredVolumeSchema, storeSchema } from '../../domain/monitoring/store.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { describeVolumes, tagOldVolumes } from '../monitoring-needs.ts'

export const keepOldVolume = contract({
  name: 'keep-old-volume',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ store: storeSchema, made: restoredVolumeSchema, why: z.string(), days: z.int().min(1) }),
  gives: z.strictObject({
    retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: instant })),
    report: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  }),
  throws: [],
  // A drill keeps nothing.
  needs: (p, mode) => recoverOnly(mode, () => [describeVolumes, tagOldVolumes(p)]),
  again: 'sets the same tags; the time until it is kept counts from the latest attempt',
})
