// Suspend the rotation of a secret: its function would write the old host back, or change a password mid-cutover.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const suspendRotation = contract({
  name: 'suspend-rotation',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ secret: z.string(), rotationEnabled: z.boolean().describe('As it was remembered.') }),
  gives: z.strictObject({
    suspended: z.boolean(),
    interrupted: z.boolean().describe('A rotation had begun and not ended; it left a pending version behind.'),
  }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      allow(
        ['secretsmanager:DescribeSecret', 'secretsmanager:CancelRotateSecret'],
        [arns(p).secret(p.database.secret)],
      ),
    ]),
  again: 'a rotation that is off stays off',
})
