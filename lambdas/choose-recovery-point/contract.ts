// Choose the newest recovery point of the vault that can be used and holds no damage; say why others are passed over.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { recoveryPoints } from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const chooseRecoveryPoint = contract({
  name: 'choose-recovery-point',
  effect: 'reads',
  takes: z.strictObject({
    vault: z.string(),
    source: z.strictObject({ arn: z.string(), engineVersion: z.string() }),
    window: z.strictObject({ earliest: instant, latest: instant }).describe("The source's restorable window."),
    damagedAt: instant.nullable(),
    restoreTo: instant.nullable(),
    named: z.string().nullable().describe('The only one that may be chosen. Null: the newest.'),
  }),
  gives: z.strictObject({
    moment: instant,
    reason: z.string(),
    point: z.strictObject({ arn: z.string(), kind: z.enum(['snapshot', 'continuous']) }),
    passedOver: z.array(z.string()).describe('What could not be used, and why; the newest first, at most 30.'),
  }),
  throws: [RequestInvalid, Missing],
  needs: p => [
    allow('backup:ListRecoveryPointsByBackupVault', arns(p).vault(p.database.vault)),
    allow('backup:DescribeRecoveryPoint', recoveryPoints(p)),
  ],
  again: 'only reads',
})
