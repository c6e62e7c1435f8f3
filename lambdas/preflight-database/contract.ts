// Look for everything about the database that would stop the run later, all at once, before anything is touched.
import * as z from 'zod'
import { databaseSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { describeSource, keyArn, query, sourceCluster } from '../database-needs.ts'
import { allow, allowAnywhere, arns } from '../needs.ts'

export const preflightDatabase = contract({
  name: 'preflight-database',
  effect: 'reads',
  takes: z.strictObject({ database: databaseSchema }),
  gives: z.strictObject({
    blockers: z.array(z.string()).describe('What was found, what was expected, what to do.'),
    notes: z.array(z.string()).describe('What does not stop the run and is worth knowing.'),
  }),
  throws: [],
  needs: p => {
    const { clusterParameterGroup, parameterGroup, subnetGroup } = arns(p)
    const { readerSecret } = p.database
    return [
      ...describeSource(p),
      allow('rds:DescribeDBSubnetGroups', subnetGroup('*')),
      allow('rds:DescribeDBClusterParameterGroups', clusterParameterGroup('*')),
      allow('rds:DescribeDBParameterGroups', parameterGroup('*')),
      allowAnywhere(
        'rds:DescribeAccountAttributes',
        'Service Authorization Reference, RDS: DescribeAccountAttributes has no resource type',
      ),
      allow('kms:DescribeKey', keyArn(p)),
      ...query(p, [sourceCluster(p)], [readerSecret]),
    ]
  },
  again: 'only reads',
})
