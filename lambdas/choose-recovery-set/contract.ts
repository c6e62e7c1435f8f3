// Choose the newest usable copy of each store in the recovery vaults, together, and say what is late, missing or apart.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'
import { databaseCopies, filesCopies } from '../region-needs.ts'

const store = z.strictObject({ vault: z.string(), id: z.string(), named: z.string().nullable() })

export const chooseRecoverySet = contract({
  name: 'choose-recovery-set',
  effect: 'reads',
  takes: z.strictObject({
    home: z.string().describe('The region that the copies came from.'),
    database: store.describe('By the identifier of the cluster that was lost.'),
    files: store.describe('By the id of the file system that was lost.'),
  }),
  gives: z.strictObject({
    moment: instant.describe('What the copy of the database holds.'),
    point: z.strictObject({ arn: z.string(), kind: z.enum(['snapshot', 'continuous']) }),
    files: z.strictObject({ arn: z.string(), moment: instant }),
    ages: z.array(z.string()),
    skew: z.string().describe('How far apart the two are, in words.'),
    skewSeconds: z.int(),
    late: z.array(z.string()).describe('Copies that did not come, and how long that has been so.'),
    passedOver: z.array(z.string()).describe('What could not be used, and why; at most 30.'),
  }),
  throws: [Missing, RequestInvalid],
  needs: p => [
    allow('backup:ListRecoveryPointsByBackupVault', [arns(p).vault(p.database.vault), arns(p).vault(p.files.vault)]),
    allow('backup:DescribeRecoveryPoint', [databaseCopies(p), filesCopies(p)]),
  ],
  again: 'only reads; the first choice is the one that is recorded',
})
