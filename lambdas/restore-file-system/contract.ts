// Have AWS Backup restore a recovery point whole, into a new file system. The job cannot be cancelled.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { anyFileSystem, filePoints, lookForFileJobs, onRestored, passRestoreRole } from '../files-needs.ts'
import { allow } from '../needs.ts'

export const restoreFileSystem = contract({
  name: 'restore-file-system',
  effect: 'changes',
  takes: z.strictObject({
    source: fileSystemDescription,
    vault: z.string(),
    role: z.string().describe("Name of the role that does the job's work."),
    point: z.string().describe('ARN of the recovery point.'),
    moment: instant.describe('What the recovery point holds.'),
    adopt: z.string().nullable().describe('An earlier run whose restored file system is used instead of a new one.'),
  }),
  gives: z.strictObject({
    job: z.string().nullable().describe('Null: an earlier file system was adopted, and there is no job.'),
    adopted: z.string().nullable().describe('Id of the file system that was adopted.'),
  }),
  throws: [Missing, RequestInvalid],
  needs: (p, mode) => [
    allow(['backup:GetRecoveryPointRestoreMetadata', 'backup:StartRestoreJob'], filePoints(p)),
    passRestoreRole(p),
    lookForFileJobs(),
    ...recoverOnly(mode, () => [
      allow('elasticfilesystem:DescribeFileSystems', anyFileSystem(p)),
      onRestored(p, mode, ['elasticfilesystem:TagResource', 'elasticfilesystem:UntagResource']),
    ]),
  ],
  again: 'finds the job that an earlier attempt of this run started, by its token; within an hour AWS does too',
})
