// Have AWS Backup restore a recovery point into a cluster of the run's own name. The job cannot be cancelled.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing, NameTaken, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { adopting, lookForRestoreJobs, recoveryPoints, restoredClusters } from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const startRestoreJob = contract({
  name: 'start-restore-job',
  effect: 'changes',
  takes: z.strictObject({
    source: clusterDescription,
    vault: z.string(),
    role: z.string().describe("Name of the role that does the job's work."),
    point: z.strictObject({ arn: z.string(), kind: z.enum(['snapshot', 'continuous']) }),
    moment: instant.describe('What a continuous recovery point is restored to; what a snapshot holds.'),
    adopt: z.string().nullable().describe('An earlier run whose restored cluster is used instead of a new one.'),
  }),
  gives: z.strictObject({
    id: z.string(),
    arn: z.string().describe('Where the cluster will be.'),
    adopted: z.boolean(),
    job: z.string().nullable().describe('Null: an earlier cluster was adopted, and there is no job.'),
  }),
  throws: [NameTaken, Missing, RequestInvalid],
  needs: (p, mode) => [
    allow('rds:DescribeDBClusters', restoredClusters(p, mode)),
    allow(['backup:GetRecoveryPointRestoreMetadata', 'backup:StartRestoreJob'], recoveryPoints(p)),
    allow('iam:PassRole', arns(p).role(p.database.restoreRole), {
      StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' },
    }),
    lookForRestoreJobs(),
    ...adopting(p, mode),
  ],
  again: 'finds the job that is to make a cluster of the same name; within an hour AWS does too, by its token',
})
