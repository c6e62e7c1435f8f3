// Choose the newest recovery point of a store's volume that can be used and was whole before the loss; say what it costs.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { contract } from '../contract.ts'
import { describeSnapshots, readPoints } from '../monitoring-needs.ts'

export const chooseVolumePoint = contract({
  name: 'choose-volume-point',
  effect: 'reads',
  takes: z.strictObject({
    vault: z.string(),
    store: storeSchema,
    home: z
      .string()
      .nullable()
      .describe('Only copies from that region, of what was made for the same claim there. Null: of its own volume.'),
    lostAt: instant.nullable().describe('Null: nothing is lost, the newest is wanted.'),
    named: z.string().nullable().describe('The only one that may be chosen. Null: the newest.'),
  }),
  gives: z.strictObject({
    arn: z.string(),
    snapshot: z.string(),
    moment: instant,
    forebears: z.array(z.string()).describe('ARNs of the volumes whose data it may hold, the nearest first.'),
    outlook: z.string().describe('What is restored, why this, and what will be missing.'),
  }),
  throws: [RequestInvalid, Missing],
  needs: p => [...readPoints(p), describeSnapshots],
  again: 'only reads',
})
