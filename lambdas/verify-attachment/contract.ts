// Fetch one restored attachment as a visitor does, and compare it with what was restored.
import * as z from 'zod'
import { Unhealthy } from '../../domain/errors.ts'
import { listingsOf } from '../../domain/files/program.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { readEvidence } from '../files-needs.ts'
import { allow, arns } from '../needs.ts'

export const verifyAttachment = contract({
  name: 'verify-attachment',
  effect: 'reads',
  takes: z.strictObject({
    url: z.url(),
    content: z.string().describe('Where wp-content lies, from the root of the file system.'),
    listings: z.string().describe('Prefix in the evidence bucket.'),
    listing: z.enum(['verify/verified', 'list/missing']),
    parts: z.record(z.string(), z.int()),
  }),
  gives: z.strictObject({
    asked: z.boolean().describe('False: nothing that was restored is served by its path.'),
    status: z.int().nullable(),
    bytes: z.int().nullable(),
  }),
  throws: [Unhealthy],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      allow('s3:GetObject', [arns(p).object(p.muster.evidenceBucket, `${listingsOf('*')}/*`)]),
      readEvidence(p),
    ]),
  again: 'only reads',
})
