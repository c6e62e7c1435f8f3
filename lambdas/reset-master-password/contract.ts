// Give the restored cluster's master user the password that its secret holds now.
import * as z from 'zod'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { restoredClusters } from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const resetMasterPassword = contract({
  name: 'reset-master-password',
  effect: 'changes',
  takes: z.strictObject({ cluster: z.string(), masterSecret: z.string() }),
  gives: z.strictObject({ cluster: z.string() }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => [
    allow(['rds:DescribeDBClusters', 'rds:ModifyDBCluster'], restoredClusters(p, mode)),
    allow('secretsmanager:GetSecretValue', arns(p).secret(p.database.masterSecret)),
  ],
  again: 'sets the same password',
})
