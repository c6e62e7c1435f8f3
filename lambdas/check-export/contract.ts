// Compare two databases row by row, some pages each time, and export the rows that one has and the other lacks.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { exportKeys } from '../../domain/row-export.ts'
import { check } from '../contract.ts'
import { query, restoredClusters, sourceCluster } from '../database-needs.ts'
import { allow, arns, evidenceKey } from '../needs.ts'

const side = z.strictObject({ clusterArn: z.string() })

export const checkExport = check({
  name: 'check-export',
  takes: z.strictObject({
    from: side,
    against: side,
    database: z.string(),
    tablePrefix: z.string(),
    readerSecret: z.string(),
    label: z.string().regex(/^[\w-]{1,40}$/),
  }),
  gives: z.strictObject({
    rows: z.int(),
    byTable: z.array(z.strictObject({ table: z.string(), rows: z.int() })),
    key: z.string().describe('Prefix in the evidence bucket under which the rows lie, as JSON lines.'),
    notes: z.array(z.string()).describe('What was not compared, or not exported in full.'),
  }),
  throws: [Missing],
  needs: (p, mode) => {
    const { object, bucket } = arns(p)
    const { controlBucket, evidenceBucket } = p.muster
    return [
      ...query(p, [sourceCluster(p), restoredClusters(p, mode)], [p.database.readerSecret]),
      allow(['s3:GetObject', 's3:PutObject'], object(controlBucket, exportKeys.cursor('*', '*'))),
      allow('s3:ListBucket', bucket(controlBucket)),
      allow(['s3:PutObject', 's3:PutObjectRetention'], object(evidenceBucket, `${exportKeys.rows('*', '*')}*`)),
      evidenceKey(p),
    ]
  },
  again: 'goes on where the cursor stands; a page done again writes the same object',
  // Thirty seconds of comparing, and room for the page that was begun last: two statements of at most 50 s, tried again.
  timeout: 240,
})
