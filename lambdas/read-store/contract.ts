// Remember how a store runs: replicas, claim, volume, disk, and the zone in which a restored volume belongs.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { storeName, storeSchema } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { readStores } from '../monitoring-needs.ts'

export const readStore = contract({
  name: 'read-store',
  effect: 'reads',
  takes: z.strictObject({ clusterName: z.string(), monitoring: monitoringSchema, store: storeName }),
  gives: storeSchema,
  throws: [Missing],
  needs: readStores,
  again: 'only reads; the first reading is the one that is recorded',
})
