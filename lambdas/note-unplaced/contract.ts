// Note how many entries AWS Backup could not place in a file system restored whole: the report of the run tells of them.
import * as z from 'zod'
import { programResult } from '../../domain/files/program.ts'
import { contract } from '../contract.ts'

export const noteUnplaced = contract({
  name: 'note-unplaced',
  // It changes nothing but the journal, from which hand-over-region reads it.
  effect: 'changes',
  takes: z.strictObject({ counts: programResult.shape.counts.describe('Of the Job that moved its files.') }),
  gives: z.strictObject({ entries: z.int().min(0) }),
  throws: [],
  needs: () => [],
  again: 'only writes the journal',
})
