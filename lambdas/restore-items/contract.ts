// Have AWS Backup restore what was deleted into a directory of its own at the root of the live file system.
import * as z from 'zod'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { filePoints, lookForFileJobs, passRestoreRole } from '../files-needs.ts'
import { allow } from '../needs.ts'

export const restoreItems = contract({
  name: 'restore-items',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    source: fileSystemDescription,
    vault: z.string(),
    role: z.string().describe("Name of the role that does the job's work."),
    point: z.string().describe('ARN of the recovery point.'),
    paths: z.array(z.string()).nullable().describe('Paths from the root. Null: everything, to find out.'),
  }),
  gives: z.strictObject({
    job: z.string(),
    items: z.int().describe('Restored by name; 0: everything was.'),
    reason: z.string(),
  }),
  throws: [],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      allow(['backup:GetRecoveryPointRestoreMetadata', 'backup:StartRestoreJob'], filePoints(p)),
      passRestoreRole(p),
      lookForFileJobs(),
    ]),
  again: 'finds the job that an earlier attempt of this run started, by its token; within an hour AWS does too',
})
