// Put the restored cluster into the backup plan that protects the damaged one: otherwise nobody backs it up.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { passRoleTo, restoredClusters, sourceCluster } from '../database-needs.ts'
import { allow, allowAnywhere, arns } from '../needs.ts'

export const selectForBackup = contract({
  name: 'select-for-backup',
  effect: 'changes',
  takes: z.strictObject({
    vault: z.string(),
    source: clusterDescription
      .pick({ arn: true, tags: true })
      .describe('What the restored cluster stands in for, as it was remembered: it may be gone.'),
    clusterArn: z.string(),
  }),
  gives: z.strictObject({
    how: z
      .enum(['by-tag', 'by-pattern', 'by-new-selection', 'source-not-protected'])
      .describe('by-pattern: the selection of the source chooses the restored cluster as it is.'),
    planId: z.string().nullable(),
    selectionId: z.string().nullable(),
  }),
  throws: [Missing],
  // What a drill restores is deleted with it and belongs in no plan.
  needs: (p, mode) =>
    mode === 'recover'
      ? [
          allowAnywhere(
            'backup:ListBackupPlans',
            'Service Authorization Reference, AWS Backup: ListBackupPlans has no resource type',
          ),
          allow(
            [
              'backup:GetBackupPlan',
              'backup:ListBackupSelections',
              'backup:GetBackupSelection',
              'backup:CreateBackupSelection',
            ],
            arns(p).backupPlan('*'),
          ),
          passRoleTo(p, 'backup.amazonaws.com'),
          allow('rds:DescribeDBClusters', [sourceCluster(p), restoredClusters(p, mode)]),
          allow('rds:AddTagsToResource', restoredClusters(p, mode)),
        ]
      : [],
  again: 'finds the selection that an earlier attempt of this run made',
})
