// Wait until the restore job has made its cluster. Percentages are coarse, and the cluster is told of at the end only.
import * as z from 'zod'
import { RestoreFailed } from '../../domain/errors.ts'
import { check } from '../contract.ts'
import { allowAnywhere } from '../needs.ts'

export const checkRestoreJob = check({
  name: 'check-restore-job',
  takes: z.strictObject({
    job: z.string().nullable().describe('Null: there is none to wait for.'),
    arn: z.string().describe('The cluster that it is to make.'),
  }),
  gives: z.strictObject({ arn: z.string() }),
  throws: [RestoreFailed],
  needs: () => [
    allowAnywhere(
      'backup:DescribeRestoreJob',
      'Service Authorization Reference, AWS Backup: restore jobs have no resource type',
    ),
  ],
})
