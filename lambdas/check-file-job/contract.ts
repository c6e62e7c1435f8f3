// Wait until a Job of the run has ended, and read what it said last: counts, bytes, hashes.
import * as z from 'zod'
import { JobFailed, Missing, NotProven } from '../../domain/errors.ts'
import { programResult } from '../../domain/files/program.ts'
import { check } from '../contract.ts'
import { awaitJobs } from '../files-needs.ts'

export const checkFileJob = check({
  name: 'check-file-job',
  takes: z.strictObject({ clusterName: z.string(), namespace: z.string(), what: z.string() }),
  gives: z.strictObject({
    directory: z.string().nullable().describe('Name of the restore directory.'),
    counts: programResult.shape.counts,
    work: z.strictObject({ files: z.int(), bytes: z.int() }).describe('What there is to do, or what was done.'),
    estimate: z.string().describe('How long moving so much takes.'),
    missing: z.string().nullable().describe('sha256 of the listing of what is missing. Null: there is none.'),
    parts: z.record(z.string(), z.int()).describe('Files of each listing in the evidence bucket.'),
    listings: z.string().describe('Prefix in the evidence bucket under which they lie.'),
    note: z.string().describe('What differs, in words; empty when nothing does.'),
    seconds: z.number(),
  }),
  watches: true,
  throws: [JobFailed, NotProven, Missing],
  needs: awaitJobs,
})
