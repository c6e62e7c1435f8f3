// Switch the Data API of the restored cluster on: after a restore it is off, and nothing could be proved without it.
import * as z from 'zod'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const enableDataApi = contract({
  name: 'enable-data-api',
  effect: 'changes',
  takes: z.strictObject({ clusterArn: z.string(), wanted: z.boolean() }),
  gives: z.strictObject({ asked: z.boolean() }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => [allow(['rds:DescribeDBClusters', 'rds:EnableHttpEndpoint'], restoredClusters(p, mode))],
  again: 'does nothing when it is on; asking twice is harmless',
})
