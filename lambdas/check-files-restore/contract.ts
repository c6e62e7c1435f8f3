// Wait until the restore job has ended. Its times are what its directory is found by: no API tells the name.
import * as z from 'zod'
import { RestoreFailed } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { check } from '../contract.ts'
import { allowAnywhere } from '../needs.ts'

export const checkFilesRestore = check({
  name: 'check-files-restore',
  takes: z.strictObject({ job: z.string().nullable().describe('Null: an earlier restore was adopted.') }),
  gives: z.strictObject({
    between: z.strictObject({ from: instant, to: instant }).nullable().describe('From its beginning to its end.'),
    fileSystem: z.string().nullable().describe('ARN of what it made. Null: nothing was told.'),
  }),
  throws: [RestoreFailed],
  needs: () => [
    allowAnywhere(
      'backup:DescribeRestoreJob',
      'Service Authorization Reference, AWS Backup: restore jobs have no resource type',
    ),
  ],
})
