// Choose the newest recovery point of the file system from before the deletion; say why others are passed over.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { filePoints } from '../files-needs.ts'
import { allow, arns } from '../needs.ts'

export const chooseFilesPoint = contract({
  name: 'choose-files-point',
  effect: 'reads',
  takes: z.strictObject({
    vault: z.string(),
    source: z.string().describe('ARN of the file system.'),
    deletedAt: instant.nullable(),
    named: z.string().nullable().describe('The only one that may be chosen. Null: the newest.'),
    coldAccepted: z.boolean(),
  }),
  gives: z.strictObject({
    arn: z.string(),
    moment: instant,
    reason: z.string(),
    expected: z.int().describe('Seconds that restoring all of it will probably take.'),
    passedOver: z.array(z.string()).describe('What could not be used, and why; the newest first, at most 30.'),
  }),
  throws: [RequestInvalid, Missing],
  needs: p => [
    allow('backup:ListRecoveryPointsByBackupVault', arns(p).vault(p.files.vault)),
    allow('backup:DescribeRecoveryPoint', filePoints(p)),
  ],
  again: 'only reads',
})
