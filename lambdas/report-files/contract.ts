// Write down what was brought back, what was left alone, where the listings are, and what people must still do.
import * as z from 'zod'
import { programResult } from '../../domain/files/program.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'

const counts = programResult.shape.counts

export const reportFiles = contract({
  name: 'report-files',
  // It changes nothing but the journal, from which the report takes its sections.
  effect: 'changes',
  takes: z.strictObject({
    bucket: z.string(),
    fileSystem: z.string().describe('The one that serves.'),
    days: z.int().min(1).describe('How long what AWS Backup could not place is kept for somebody to look at.'),
    listings: z.string(),
    listed: counts.describe('What was missing, and what stood in the way.'),
    done: counts.describe('What was copied back, or carried on.'),
    swap: z
      .strictObject({ from: z.string(), to: z.string(), volume: z.string(), handle: z.string(), claim: z.string() })
      .nullable()
      .describe('File systems, where WordPress was moved. Null: items were copied back.'),
  }),
  gives: z.strictObject({
    report: z.array(z.strictObject({ title: z.string(), text: z.string() })),
    retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: instant })),
  }),
  throws: [],
  needs: () => [],
  again: 'only writes the journal',
})
