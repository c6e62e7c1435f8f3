// Look once at the region that is said to be lost: does it answer, and does a run there hold the platform?
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { instant } from '../../domain/instant.ts'
import { platformName } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow } from '../needs.ts'
import { atHome } from '../region-needs.ts'

export const lookAtHome = contract({
  name: 'look-at-home',
  effect: 'reads',
  takes: z.strictObject({ region: z.string(), controlBucket: z.string() }),
  gives: z.strictObject({
    answered: z.boolean(),
    asked: z.string().describe('Which question was put.'),
    found: z.string(),
    lock: z
      .strictObject({ owner: z.string(), scenario: z.string(), mode: z.string(), takenAt: instant })
      .nullable()
      .describe('Of the lock there; null when it is free, or cannot be read.'),
  }),
  throws: [],
  needs: p => [
    allow('s3:GetObject', atHome(p).object(p.home.controlBucket, keys.lock(platformName(p)))),
    // Without ListBucket a lock that nobody holds would answer AccessDenied.
    allow('s3:ListBucket', atHome(p).bucket(p.home.controlBucket)),
  ],
  again: 'only reads; the first look is the one that is recorded',
})
